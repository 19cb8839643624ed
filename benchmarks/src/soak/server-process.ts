import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ServerOptions } from 'video-translation-server'

const SCRIPT = fileURLToPath(new URL('serve.ts', import.meta.url))

/** A real server in a process of its own. */
export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** The lines on its standard error: warnings and errors. */
  readonly log: string[]
  /** Kills the server with SIGKILL, so that it finishes and flushes nothing. */
  kill(): Promise<void>
}

/** The order to a server process, sent as JSON. */
export interface ServeOrder {
  options: Omit<ServerOptions, 'engines' | 'logger'>
  /** Default: `simulated`. */
  engine?: 'pipeline' | 'simulated'
  /** Number of tasks that the simulated engine runs at once. */
  concurrency?: number
}

/** @param nodeOptions such as `--max-old-space-size=2048` */
export async function startServerProcess(
  order: ServeOrder,
  nodeOptions: string[] = [],
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...nodeOptions, SCRIPT, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log: string[] = []
  createInterface(child.stderr).on('line', (line) => log.push(line))
  const url = await firstLine(child, log)
  return {
    url,
    pid: child.pid ?? 0,
    log,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function firstLine(child: ChildProcess, log: string[]): Promise<string> {
  if (child.stdout) for await (const line of createInterface(child.stdout)) return line
  throw new Error(`The server did not start: ${log.join('\n')}`)
}
