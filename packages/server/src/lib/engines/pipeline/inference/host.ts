import { createGroupScheduler } from './group-scheduler.ts'
import { extname } from 'node:path'
import type { InferenceRequest } from './messages.ts'
import { startInferenceProcess, ProcessDied, type AskOptions, type InferenceProcess } from './process.ts'

/** Runs inference in a separate process, so that a crash of native code affects nothing else. */
export interface InferenceHost<
  request extends InferenceRequest,
  answers extends Record<request['operation'], unknown>,
> {
  /**
   * Queues the request and runs it. If the process dies, a new one tries the request once more;
   * after that the promise rejects with {@link ProcessDied}. An abort rejects at once with the
   * signal's reason, and the process ends with its last request.
   */
  run<R extends request>(
    request: R,
    options: RunOptions,
  ): Promise<{ answer: answers[R['operation']]; retries: number }>
  /** Stops the process between two instructions. Returns what lets it go on. */
  pause(): () => void
  /** Ends the process now if it has no requests, to free its memory. */
  releaseIfIdle(): void
  /** Ends the process and rejects all waiting requests. */
  close(): Promise<void>
}

export interface RunOptions extends AskOptions {
  /** Model of the request. Only one model is in memory, so another group gets a new process. */
  group: string
}

export interface HostOptions {
  /** Requests that the process gets at a time. Default: 1. */
  concurrency?: number
  /** How long an idle process keeps its model in memory. Default: 10 s. */
  idleMs?: number
  /** Whether somebody waits for its answers. Else it gives way to those. Default: false. */
  isUrgent?: boolean
  /** How long a group may run while another one waits. Default: 10 s. */
  groupMs?: number
}

interface QueuedRequest {
  request: InferenceRequest
  options: RunOptions
  resolve(result: { answer: unknown; retries: number }): void
  reject(reason: unknown): void
}

/**
 * URL of the program of a child process, as source or compiled like the module that starts it.
 * @param path relative to that module, without its extension
 */
export function childFile(path: string, moduleUrl: string): URL {
  return new URL(`${path}${extname(moduleUrl)}`, moduleUrl)
}

/**
 * @param child program of the process. It imports no package of ours, so it needs no conditions.
 */
export function createInferenceHost<
  request extends InferenceRequest,
  answers extends Record<request['operation'], unknown>,
>(child: URL, options: HostOptions = {}): InferenceHost<request, answers> {
  const { concurrency = 1, idleMs = 10_000, groupMs = 10_000, isUrgent = false } = options
  const slot = createProcessSlot(child, !isUrgent)
  let idleTimer: NodeJS.Timeout | undefined
  let closed = false

  const scheduler = createGroupScheduler<QueuedRequest>({
    concurrency,
    groupMs,
    groupOf: (queued) => queued.options.group,
    run(queued) {
      clearTimeout(idleTimer)
      return runWithRetry(queued, slot, () => closed)
    },
    onIdle() {
      idleTimer = setTimeout(() => void slot.end(), idleMs).unref()
    },
  })

  return {
    run<R extends request>(request: R, options: RunOptions) {
      type Result = { answer: answers[R['operation']]; retries: number }
      const { promise, resolve, reject } = Promise.withResolvers<Result>()
      const queued = { request, options, resolve, reject } as QueuedRequest
      // An aborted request leaves the queue here. Once it runs, the process handles the abort.
      const leave = () => scheduler.remove(queued) && reject(options.signal.reason)
      options.signal.addEventListener('abort', leave)
      if (options.signal.aborted) reject(options.signal.reason)
      else scheduler.add(queued)
      return promise.finally(() => options.signal.removeEventListener('abort', leave))
    },
    pause: slot.pause,
    releaseIfIdle() {
      if (scheduler.idle) void slot.end()
    },
    async close() {
      closed = true
      clearTimeout(idleTimer)
      await slot.end()
    },
  }
}

async function runWithRetry(
  queued: QueuedRequest,
  slot: ProcessSlot,
  isClosed: () => boolean,
): Promise<() => void> {
  for (let retries = 0; ; retries++) {
    try {
      if (isClosed()) throw new Error('The inference host is closed.')
      const answer = await slot.processFor(queued.options.group).ask(queued.request, queued.options)
      return () => queued.resolve({ answer, retries })
    } catch (error) {
      if (retries > 0 || isClosed() || !(error instanceof ProcessDied)) return () => queued.reject(error)
    }
  }
}

/** The one process, which has the model of one group in memory. */
interface ProcessSlot {
  processFor(group: string): InferenceProcess
  /** Pauses the process that there is. Returns what lets it go on. */
  pause(): () => void
  end(): Promise<void>
}

function createProcessSlot(child: URL, isPatient: boolean): ProcessSlot {
  let current: { process: InferenceProcess; group: string } | undefined
  return {
    processFor(group) {
      if (current?.group === group && current.process.alive) return current.process
      current?.process.kill()
      current = { process: startInferenceProcess(child, isPatient), group }
      return current.process
    },
    pause() {
      const paused = current?.process
      paused?.pause()
      return () => paused?.resume()
    },
    async end() {
      const ending = current?.process
      current = undefined
      ending?.kill()
      await ending?.exited
    },
  }
}
