import { fork, type ChildProcess } from 'node:child_process'
import { endWithServer } from '../../../processes/end-with-server.ts'
import { giveWay } from '../../../processes/give-way.ts'
import { collectStderrTail } from '../../../processes/stderr-tail.ts'
import type { FromInference, InferenceRequest, ToInference } from './messages.ts'

export interface InferenceProcess {
  /**
   * An abort rejects at once with the signal's reason, and kills the process unless it has another
   * request.
   * @throws {ProcessDied} if the process ends before it answers, or is silent for too long.
   */
  ask(request: InferenceRequest, options: AskOptions): Promise<unknown>
  /** Kills the process at once, because native code cannot be stopped gracefully. */
  kill(): void
  /** Stops the process where it is, until `resume`. Does nothing where the system cannot. */
  pause(): void
  resume(): void
  readonly alive: boolean
  /** The memory that it took at its last answer; 0 before. */
  readonly bytes: number
  readonly exited: Promise<void>
}

export interface AskOptions {
  signal: AbortSignal
  /** Longest time without a sign of life. After it the process counts as stuck. */
  silenceMs: number
  onProgress?: ((fraction: number) => void) | undefined
}

/** The process ended during a request. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied'
}

interface PendingRequest {
  onProgress(fraction: number): void
  /** Its silence begins now. */
  restartWatchdog(): void
  resolve(answer: unknown): void
  reject(reason: unknown): void
}

type Pending = Map<number, PendingRequest>

/**
 * @param file program of the process
 * @param isPatient whether it gives way to other work of the machine
 */
export function startInferenceProcess(file: URL, isPatient = false): InferenceProcess {
  const child = fork(file, { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  if (isPatient) giveWay(child.pid)
  const kill = () => void child.kill('SIGKILL')
  const pending: Pending = new Map()
  const exited = rejectAtExit(child, pending)
  endWithServer(child.pid, exited)
  let bytes = 0
  child.on('message', (message: FromInference) => {
    if (message.type === 'answer') bytes = message.bytes
    receive(message, pending)
  })
  let lastId = 0
  return {
    ask(request, options) {
      const { signal, silenceMs } = options
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const id = ++lastId
      const watchdog = setTimeout(() => {
        reject(new ProcessDied(`The inference process gave no sign of life for ${silenceMs / 1000} s.`))
        kill()
      }, silenceMs)
      const onProgress = (fraction: number) => {
        watchdog.refresh()
        options.onProgress?.(fraction)
      }
      const onAbort = () => {
        reject(signal.reason)
        pending.delete(id)
        if (pending.size === 0) kill()
      }
      pending.set(id, { onProgress, restartWatchdog: () => watchdog.refresh(), resolve, reject })
      signal.addEventListener('abort', onAbort)
      if (signal.aborted) onAbort()
      else child.send({ id, request } satisfies ToInference)
      return promise.finally(() => {
        pending.delete(id)
        clearTimeout(watchdog)
        signal.removeEventListener('abort', onAbort)
      })
    },
    kill,
    pause: () => send(child, 'SIGSTOP'),
    resume() {
      send(child, 'SIGCONT')
      for (const { restartWatchdog } of pending.values()) restartWatchdog()
    },
    get alive() {
      return child.connected && !child.killed && child.exitCode === null && child.signalCode === null
    },
    get bytes() {
      return bytes
    },
    exited,
  }
}

/** `ChildProcess.kill` would mark the child as killed, whatever the signal. */
function send({ pid, exitCode, signalCode }: ChildProcess, signal: 'SIGSTOP' | 'SIGCONT'): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended already, or the system has no such signal.
  }
}

function receive(message: FromInference, pending: Pending): void {
  const request = pending.get(message.id)
  if (message.type === 'progress') request?.onProgress(message.fraction)
  else if (message.type === 'error') request?.reject(new Error(message.message))
  else request?.resolve(message.answer)
}

/** Rejects all pending requests when the process ends. Resolves at the same time. */
function rejectAtExit(child: ChildProcess, pending: Pending): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stderrTail = collectStderrTail(child.stderr, 500)
  const onEnd = (how: string) => {
    resolve()
    const died = new ProcessDied(`The inference process ${how} (${stderrTail() || 'no output'}).`)
    for (const { reject } of pending.values()) reject(died)
  }
  child.on('exit', (code, signal) => onEnd(`ended with ${signal ?? `code ${code}`}`))
  child.on('error', (error) => onEnd(`failed: ${error.message}`))
  return promise
}
