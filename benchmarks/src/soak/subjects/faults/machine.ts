import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** A process that starts again whenever it ends, as a service manager does it. */
export interface Machine {
  readonly name: string
  /** The process, while it runs and is ready. */
  readonly pid: number | undefined
  /** Resolves when it is ready. */
  start(): Promise<void>
  /** Resolves with false after so long without being ready. */
  untilReady(withinMs: number): Promise<boolean>
  /** Kills all processes with SIGKILL. They start again, unless `stop` was called. */
  kill(): Promise<void>
  /** Kills it for good. */
  stop(): Promise<void>
}

export interface MachineOptions {
  name: string
  /** The file for its standard error. */
  log: string
  /** The command of the next start, which runs as the process itself. */
  command(): Promise<{ program: string; args: string[]; env?: NodeJS.ProcessEnv }>
  /** Resolves when the process is ready. Rejects, or never ends, when it will not be. */
  ready(child: ChildProcess, ended: AbortSignal): Promise<void>
  /** Processes that end with it. Default: none. */
  childrenOf?(pid: number): Promise<number[]>
}

const RESTART_MS = 100
const START_MS = 60_000
const LOOK_AGAIN_MS = 20

export function createMachine(options: MachineOptions): Machine {
  const { name } = options
  let running: Running | undefined
  let stopping = new AbortController()
  let ended: Promise<void> | undefined
  const keepRunning = async ({ signal }: AbortController): Promise<void> => {
    while (!signal.aborted) {
      running = await launch(options)
      await running.ended
      await delay(RESTART_MS)
    }
  }
  const isReady = () => running?.isReady === true
  const untilReady = async (withinMs: number): Promise<boolean> => {
    const untilMs = performance.now() + withinMs
    while (!isReady() && performance.now() < untilMs) await delay(LOOK_AGAIN_MS)
    return isReady()
  }
  const kill = async () => await running?.kill()
  return {
    name,
    get pid() {
      return isReady() ? running?.pid : undefined
    },
    untilReady,
    kill,
    async start() {
      stopping = new AbortController()
      ended = keepRunning(stopping)
      if (!(await untilReady(START_MS))) throw new Error(`${name} was not ready after a minute.`)
    },
    async stop() {
      stopping.abort()
      await kill()
      await ended
    },
  }
}

/** A process from its start to its end. */
interface Running {
  readonly pid: number
  readonly isReady: boolean
  readonly ended: Promise<void>
  /** Resolves when it and its children are gone. */
  kill(): Promise<void>
}

async function launch({ log, command, ready, childrenOf }: MachineOptions): Promise<Running> {
  const { program, args, env } = await command()
  const errors = openSync(log, 'a')
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', errors], env: { ...process.env, ...env } })
  closeSync(errors)
  const { pid = 0 } = child
  const ending = new AbortController()
  const ended = once(child, 'exit').then(() => ending.abort())
  let isReady = false
  void ready(child, ending.signal).then(
    () => (isReady = true),
    () => undefined,
  )
  return {
    pid,
    ended,
    get isReady() {
      return isReady && !ending.signal.aborted
    },
    async kill() {
      if (ending.signal.aborted) return
      const pids = [pid, ...((await childrenOf?.(pid)) ?? [])]
      for (const each of pids) signalTo(each, 'SIGKILL')
      while (pids.some((each) => signalTo(each, 0))) await delay(LOOK_AGAIN_MS)
    },
  }
}

/** Whether the process was there to get the signal. Process 0 would mean this one and its group. */
export function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  if (pid <= 1) return false
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
