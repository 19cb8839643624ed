import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { isAlive } from '../../../test/support/processes.ts'

const SCRIPT = `
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { endWithServer } from '${new URL('end-with-server.ts', import.meta.url).href}'
const child = spawn('sleep', ['600'], { stdio: 'ignore' })
endWithServer(child.pid, once(child, 'exit'))
process.stdout.write(child.pid + '\\n')
if (process.argv.includes('ends')) child.kill()
`

function start(...args: string[]) {
  return spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

it('a child ends when its parent is killed', async () => {
  const parent = start()
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const child = Number(line.toString())
  expect(isAlive(child)).toBe(true)
  parent.kill('SIGKILL')
  while (isAlive(child)) await delay(10)
})

it('the guard of an ended child does not keep its parent alive', async () => {
  const [code] = (await once(start('ends'), 'exit')) as [number]
  expect(code).toBe(0)
})
