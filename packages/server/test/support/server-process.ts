import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { VideoTranslationClient } from 'video-translation-client'
import type { ServerOptions } from '../../src/lib/config/server-options.ts'
import { descendantsOf, killIfThere, processesWith, type Process } from './processes.ts'

const SCRIPT = fileURLToPath(new URL('serve.ts', import.meta.url))
/** The quantised voice is always installed, and slow enough to be interrupted. */
const PIPELINE = { voice: 'quantised' } as const

/** A data folder whose servers can be killed. */
export interface House {
  readonly data: string
  /** Starts a server on the folder in a separate process, one at a time. */
  start(): Promise<ServerProcess>
  /** All running processes of its servers. */
  survivors(): Process[]
  /** Files that its servers have left outside of their file store. */
  leftovers(): Promise<string[]>
}

export interface ServerProcess {
  readonly client: VideoTranslationClient
  /** Lines of the log so far. */
  readonly log: LogLine[]
  /** Resolves with the first child process whose command line matches. */
  sees(pattern: RegExp): Promise<Process>
  readonly url: string
  /** Stops the server gracefully. */
  stop(): Promise<void>
  /** Kills the server process only, by SIGKILL. */
  kill(): Promise<void>
}

export interface LogLine {
  msg: string
  step?: string
  language?: string
}

/**
 * @param options of its servers that can be written as JSON
 * @param script that starts a server with the options
 */
export async function createHouse(options: ServerOptions = {}, script = SCRIPT): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'vt-house-'))
  const [data, temporary] = [join(folder, 'data'), join(folder, 'tmp')]
  await mkdir(temporary)
  const survivors = () => processesWith(`TMPDIR=${temporary}`)
  onTestFinished(async () => {
    while (survivors().length > 0) {
      for (const { pid } of survivors()) killIfThere(pid)
      await delay(20)
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  })
  return {
    data,
    start: () => startProcess({ dataDir: data, pipeline: PIPELINE, ...options }, temporary, script),
    survivors,
    leftovers: async () => [...(await readdir(join(data, 'scratch'))), ...(await readdir(temporary))],
  }
}

async function startProcess(
  options: ServerOptions,
  temporary: string,
  script: string,
): Promise<ServerProcess> {
  const child = spawn(
    process.execPath,
    ['--conditions=video-translation-source', script, JSON.stringify(options)],
    {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const log: LogLine[] = []
  collectLines(child, log)
  const url = await firstLine(child, log)
  const client = new VideoTranslationClient(url)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await once(child, 'exit')
    await client.close()
  }
  return {
    client,
    url,
    log,
    async sees(pattern) {
      const deadline = performance.now() + 90_000
      while (performance.now() < deadline) {
        const found = descendantsOf(child.pid ?? 0).find(({ command }) => pattern.test(command))
        if (found) return found
        if (child.exitCode !== null) throw new Error(`The server ended: ${JSON.stringify(log.slice(-3))}`)
        await delay(5)
      }
      throw new Error(`It never ran ${String(pattern)}: ${JSON.stringify(log.slice(-3))}`)
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

function collectLines(child: ChildProcess, log: LogLine[]): void {
  let rest = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    log.push(...lines.map(parseLine))
  })
}

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return { msg: line }
  }
}

async function firstLine(child: ChildProcess, log: LogLine[]): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout?.setEncoding('utf8').iterator({ destroyOnReturn: false }) ?? []) {
    text += chunk as string
    if (text.includes('\n')) return text.trim()
  }
  throw new Error(`The server did not start: ${JSON.stringify(log)}`)
}
