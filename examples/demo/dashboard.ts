import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'

/** The command line of this repository. */
const COMMAND = join(import.meta.dirname, '../../apps/cli/dist/main.js')

/**
 * Says where the result can be seen in a browser. On a terminal it offers to open the page, and the
 * server goes on until Ctrl-C.
 */
export async function offerDashboard(url: string, data: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    console.log(`\nSee it in a browser: npx --no-install video-translation dashboard --data ${data}`)
    return
  }
  console.log(`\nSee it in a browser: ${url}/`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const ended = once(terminal, 'SIGINT')
  const answered = terminal.question('Enter opens it, Ctrl-C ends. ').then(() => 'open' as const)
  if ((await Promise.race([ended, answered])) === 'open') {
    spawn(process.execPath, [COMMAND, 'dashboard', '--server', url, '--quiet'], { stdio: 'ignore' })
    console.log('The server goes on until Ctrl-C.')
    await ended
  }
  terminal.close()
}
