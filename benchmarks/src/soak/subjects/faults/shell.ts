import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Resolves with the output of a command. Rejects with what it wrote to its standard error. */
export async function shell(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(program, args, { timeout: 60_000, maxBuffer: 2 ** 26 })
  return stdout
}
