import { createGroupScheduler } from './group-scheduler.ts'
import { extname } from 'node:path'
import type { InferenceRequest } from './messages.ts'
import { defaultModelMemoryBytes } from './model-memory/default-budget.ts'
import { createModelMemory, type ModelMemory } from './model-memory/model-memory.ts'
import type { ExpectedModel } from './model-memory/model-sizes.ts'
import { createModelProcesses, type ModelProcesses } from './model-processes.ts'
import { ProcessDied, type AskOptions } from './process.ts'

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
  /**
   * Stops the processes between two instructions, and those that start meanwhile. Returns what lets
   * them go on.
   */
  pause(): () => void
  /**
   * Runs a request that loads a model which is needed soon, if, once it is its turn, the model fits
   * beside all that are in memory and is not among them. Resolves with whether it is in memory, and
   * never rejects: whoever needs the model loads it then.
   */
  warmUp(request: request, options: RunOptions): Promise<boolean>
  /** Ends the processes and rejects all waiting requests. */
  close(): Promise<void>
}

export interface RunOptions extends AskOptions {
  /** Model of the request. Each gets a process of its own, and only one of them works at a time. */
  group: string
  /** What the model takes in memory, until that is measured. Default: 500 MB. */
  expectedBytes?: number | undefined
}

export interface HostOptions {
  /** Requests that the process gets at a time. Default: 1. */
  concurrency?: number
  /** The memory of its models, which other hosts may share. Default: one of its own. */
  memory?: ModelMemory | undefined
  /** Whether somebody waits for its answers. Else it gives way to those. Default: false. */
  isUrgent?: boolean
  /** How long a group may run while another one waits. Default: 10 s. */
  groupMs?: number
}

interface QueuedRequest {
  request: InferenceRequest
  options: RunOptions
  /** Whether it runs only while nothing has to leave the memory for it. */
  isWarmUp: boolean
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
  const { concurrency = 1, groupMs = 10_000, isUrgent = false } = options
  const memory = options.memory ?? createModelMemory({ budgetBytes: defaultModelMemoryBytes() })
  const processes = createModelProcesses(child, !isUrgent, memory)
  let closed = false

  const scheduler = createGroupScheduler<QueuedRequest>({
    concurrency,
    groupMs,
    groupOf: (queued) => queued.options.group,
    async run(queued) {
      const model = modelOf(queued.options)
      // Others may have been loaded while it waited.
      if (queued.isWarmUp && !processes.has(model) && !memory.hasRoom(model))
        return () => queued.reject(new Error('There is no room for the model.'))
      return await runWithRetry(queued, processes, () => closed)
    },
  })
  const enqueue = <R extends request>(request: R, options: RunOptions, isWarmUp: boolean) => {
    type Result = { answer: answers[R['operation']]; retries: number }
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const queued = { request, options, isWarmUp, resolve, reject } as QueuedRequest
    // An aborted request leaves the queue here. Once it runs, the process handles the abort.
    const leave = () => scheduler.remove(queued) && reject(options.signal.reason)
    options.signal.addEventListener('abort', leave)
    if (options.signal.aborted) reject(options.signal.reason)
    else scheduler.add(queued)
    return promise.finally(() => options.signal.removeEventListener('abort', leave))
  }

  return {
    run: (request, options) => enqueue(request, options, false),
    pause: processes.pause,
    async warmUp(request, options) {
      if (processes.has(modelOf(options))) return true
      return await enqueue(request, options, true).then(
        () => true,
        () => false,
      )
    },
    async close() {
      closed = true
      await processes.end()
    },
  }
}

/** Most models of this house take less. */
const USUAL_BYTES = 500e6

function modelOf({ group: name, expectedBytes = USUAL_BYTES }: RunOptions): ExpectedModel {
  return { name, expectedBytes }
}

async function runWithRetry(
  queued: QueuedRequest,
  processes: ModelProcesses,
  isClosed: () => boolean,
): Promise<() => void> {
  for (let retries = 0; ; retries++) {
    try {
      if (isClosed()) throw new Error('The inference host is closed.')
      const answer = await processes.ask(queued.request, modelOf(queued.options), queued.options)
      return () => queued.resolve({ answer, retries })
    } catch (error) {
      if (retries > 0 || isClosed() || !(error instanceof ProcessDied)) return () => queued.reject(error)
    }
  }
}
