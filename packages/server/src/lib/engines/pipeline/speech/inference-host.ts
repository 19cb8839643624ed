import { createGroupScheduler } from './group-scheduler.ts'
import {
  startInferenceProcess,
  ProcessDied,
  type AskOptions,
  type InferenceProcess,
} from './inference-process.ts'
import type { AnswerTo, InferenceRequest } from './inference-protocol.ts'

/** Runs inference in a separate process, so that a crash of native code affects nothing else. */
export interface InferenceHost {
  /**
   * Queues the request and runs it. If the process dies, a new one tries the request once more;
   * after that the promise rejects with {@link ProcessDied}. An abort rejects at once with the
   * signal's reason, and the process ends with its last request.
   */
  run<R extends InferenceRequest>(
    request: R,
    options: RunOptions,
  ): Promise<{ answer: AnswerTo<R>; retries: number }>
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
  /** How long a group may run while another one waits. Default: 10 s. */
  groupMs?: number
}

interface QueuedRequest {
  request: InferenceRequest
  options: RunOptions
  resolve(result: { answer: AnswerTo<InferenceRequest>; retries: number }): void
  reject(reason: unknown): void
}

export function createInferenceHost(options: HostOptions = {}): InferenceHost {
  const { concurrency = 1, idleMs = 10_000, groupMs = 10_000 } = options
  const slot = createProcessSlot()
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
    run<R extends InferenceRequest>(request: R, options: RunOptions) {
      const { promise, resolve, reject } = Promise.withResolvers<{ answer: AnswerTo<R>; retries: number }>()
      const queued = { request, options, resolve, reject } as QueuedRequest
      // An aborted request leaves the queue here. Once it runs, the process handles the abort.
      const leave = () => scheduler.remove(queued) && reject(options.signal.reason)
      options.signal.addEventListener('abort', leave)
      if (options.signal.aborted) reject(options.signal.reason)
      else scheduler.add(queued)
      return promise.finally(() => options.signal.removeEventListener('abort', leave))
    },
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
      if (isClosed()) throw new Error('The speech engine is closed.')
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
  end(): Promise<void>
}

function createProcessSlot(): ProcessSlot {
  let current: { process: InferenceProcess; group: string } | undefined
  return {
    processFor(group) {
      if (current?.group === group && current.process.alive) return current.process
      current?.process.kill()
      current = { process: startInferenceProcess(), group }
      return current.process
    },
    async end() {
      const ending = current?.process
      current = undefined
      ending?.kill()
      await ending?.exited
    },
  }
}
