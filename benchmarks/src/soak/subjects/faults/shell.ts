import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs a command, and rejects with what it wrote to its standard error. Resolves with its output. */
export async function shell(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(program, args, { timeout: 60_000, maxBuffer: 2 ** 26 })
  return stdout
}
