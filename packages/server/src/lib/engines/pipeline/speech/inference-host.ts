import { startInferenceProcess, ProcessDied, type InferenceProcess } from './inference-process.ts'
import type { AnswerTo, InferenceRequest } from './inference-protocol.ts'
import { createTurns } from './turns.ts'

/** Does inference in a process of its own, so that native code can crash nothing else. */
export interface InferenceHost {
  /**
   * Waits for its turn, then runs. A process that dies is replaced and the request tried once more; then it rejects
   * with {@link ProcessDied}. An abort rejects at once with the signal's reason, and the process ends with its last request.
   */
  run<R extends InferenceRequest>(
    request: R,
    options: RunOptions,
  ): Promise<{ answer: AnswerTo<R>; retries: number }>
  /** Ends the process now if nothing is asked of it, and so gives its memory back. */
  rest(): void
  /** Ends the process, and rejects what still waits. */
  close(): Promise<void>
}

export interface RunOptions {
  signal: AbortSignal
  /** Longest time without a sign of life before the process counts as stuck. */
  silenceMs: number
  /** Requests that use the same model. Only one model is in memory at a time: another group gets a new process. */
  group: string
  onProgress?: ((fraction: number) => void) | undefined
}

export interface HostOptions {
  /** How many requests the process gets at a time. */
  width?: number
  /** How long an idle process keeps its model in memory. */
  idleMs?: number
  /** How long a group may go on while another one waits. */
  turnMs?: number
}

interface Job {
  request: InferenceRequest
  options: RunOptions
  resolve(result: { answer: AnswerTo<InferenceRequest>; retries: number }): void
  reject(reason: unknown): void
}

export function createInferenceHost(options: HostOptions = {}): InferenceHost {
  const { width = 1, idleMs = 10_000, turnMs = 10_000 } = options
  const holder = createHolder()
  const groupOf = (job: Job) => job.options.group
  let resting: NodeJS.Timeout | undefined
  let closed = false

  const onIdle = () => {
    resting = setTimeout(() => void holder.end(), idleMs).unref()
  }
  const perform = (job: Job) => {
    clearTimeout(resting)
    return attempt(job, holder, () => closed)
  }
  const turns = createTurns({ groupOf, perform, width, turnMs, onIdle })

  return {
    run<R extends InferenceRequest>(request: R, options: RunOptions) {
      const { promise, resolve, reject } = Promise.withResolvers<{ answer: AnswerTo<R>; retries: number }>()
      const job = { request, options, resolve, reject } as Job
      // While it waits, an aborted job just leaves. Once it runs, the process deals with the abort.
      const leave = () => turns.remove(job) && reject(options.signal.reason)
      options.signal.addEventListener('abort', leave)
      if (options.signal.aborted) reject(options.signal.reason)
      else turns.add(job)
      return promise.finally(() => options.signal.removeEventListener('abort', leave))
    },
    rest() {
      if (turns.idle) void holder.end()
    },
    async close() {
      closed = true
      clearTimeout(resting)
      await holder.end()
    },
  }
}

/** Does a job, and once more if the process dies of it. */
async function attempt(job: Job, holder: Holder, isClosed: () => boolean): Promise<() => void> {
  for (let retries = 0; ; retries++) {
    try {
      if (isClosed()) throw new Error('The speech engine is closed')
      const answer = await holder.processFor(job.options.group).ask(job.request, job.options)
      return () => job.resolve({ answer, retries })
    } catch (error) {
      if (retries > 0 || isClosed() || !(error instanceof ProcessDied)) return () => job.reject(error)
    }
  }
}

/** Holds the one process, with the model of one group in it. */
interface Holder {
  processFor(group: string): InferenceProcess
  end(): Promise<void>
}

function createHolder(): Holder {
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
