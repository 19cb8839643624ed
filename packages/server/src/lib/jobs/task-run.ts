import { setTimeout as delay } from 'node:timers/promises'
import type { SheetCue } from 'video-translation-client/editing'
import { EngineError } from '../engine-error.ts'
import { formatNeed, type Need } from '../engines/abilities.ts'
import {
  type Engine,
  HandOn,
  type Log,
  LostLease,
  type ProgressUpdate,
  type Task,
  type TaskResult,
} from '../engines/engine.ts'
import type { DiskSpace } from '../files/disk-space.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import type { ClaimedTask, Lease } from '../store/claimed-task.ts'
import { TaskCanceled, WorkerStopping } from './abort-reasons.ts'
import { judgeFailure, retryDelayMs } from './failures.ts'
import { withSizes } from './artifact-sizes.ts'
import { keepLease } from './lease-keeper.ts'
import { createProgressRelay } from './progress.ts'
import { createScratch, type Scratch } from './scratch.ts'
import type { Selection } from './selection.ts'
import { watchForStall } from './stall-watch.ts'
import { createTaskContext, filesPrefix } from './task-context.ts'
import type { TaskOutcome, WatchTask } from './task-watch.ts'
import { tidyTask } from './tidy.ts'

/** The parts that running a task needs, the same for all tasks of a worker. */
export interface TaskRunParts {
  store: Store
  files: FileStore
  space: DiskSpace | undefined
  scratchRoot: string
  uploads: (id: string, task: UploadPlace) => string | Promise<string>
  log: Log
  random: () => number
  leaseMs: number
  heartbeatMs: number
  progressMs: number
  abortGraceMs: number
  stallMs: number
  /** Whether this worker is the one to do a step of an engine. */
  can: Selection['isOurs']
  isOffered: Selection['isOffered']
  needsOfRetry: Selection['needsOfRetry']
  watch: WatchTask
}

/** Where a task takes an upload that is not on this machine. */
export interface UploadPlace {
  scratch: Scratch
  signal: AbortSignal
}

/** A running task. */
export interface TaskRun {
  readonly translationId: string
  /** Resolves when the task is settled in the store, or lost. Never rejects. */
  readonly settled: Promise<void>
  /** Resolves when the engine has returned too and the scratch folder is gone. Never rejects. */
  readonly ended: Promise<void>
  /** The translation changed: checks whether the task is still wanted. */
  recheck(): void
  abort(reason: TaskCanceled | LostLease | WorkerStopping): void
}

/** A task, and what the step needs that it is at. */
type TaskAtWork = ClaimedTask & { step?: Need | undefined }

/** Runs a claimed task until it is settled, whatever the engine does. */
export function runTask(claimed: ClaimedTask, engine: Engine, shared: TaskRunParts): TaskRun {
  const { lease, translationId } = claimed
  const parts = { ...shared, log: logOf(claimed, shared.log) }
  const controller = new AbortController()
  const { signal } = controller
  const atWork: TaskAtWork = { ...claimed }
  const onStep = (need: Need | undefined) => void (atWork.step = need)
  const abort = (reason: Error) => {
    // Only the first reason counts: a consequence of the abort must not hide its cause.
    if (!signal.aborted) controller.abort(reason)
  }
  const taskWatch = shared.watch(claimed)
  const keeper = keepLease({ ...parts, lease, translationId, onEnd: abort })
  const progress = createProgressRelay((update) => advance(update, lease, parts, abort), parts.progressMs)
  const watch = watchForStall(parts.stallMs, abort)
  const { onActivity } = watch
  const work = inScratch(claimed, parts, async (scratch) => {
    const task = await toTask(claimed, parts, { scratch, signal })
    signal.throwIfAborted()
    const own = { claimed, scratch, signal, progress, taskWatch, onLost: abort, onActivity, onStep }
    return await taskWatch.within(() => engine.run(task, createTaskContext({ ...parts, ...own })))
  })
  const kept = (async () => {
    const outcome = await outcomeOf(work, signal, parts.abortGraceMs)
    watch.stop()
    await progress.close()
    const isOurs = await settle(outcome, atWork, parts)
    await keeper.stop()
    taskWatch.ended(isOurs ? outcomeName(outcome) : 'lost')
    return isOurs
  })()
  return {
    translationId,
    settled: kept.then(() => undefined),
    ended: cleanUp(work, kept, claimed, parts),
    recheck: keeper.recheck,
    abort,
  }
}

async function toTask(claimed: ClaimedTask, parts: TaskRunParts, place: UploadPlace): Promise<Task> {
  const { lease, kind, source, from, to, language, sourceName, prepared, options, translationId } = claimed
  const { until, revision, review } = claimed
  const base = { id: lease.taskId, translationId, attempt: lease.attempt, revision, from, options }
  if (kind === 'target') {
    const cues = await cuesOf(claimed, parts)
    return { ...base, kind, language: language ?? '', sourceName, prepared, cues, until }
  }
  if ('url' in source) return { ...base, kind, to, review, source }
  const file = await parts.uploads(source.upload, place)
  return { ...base, kind, to, review, source: { file, name: source.name } }
}

/** The cues of the revision that the task was scheduled for: later edits stay for the next one. */
async function cuesOf(
  { translationId, cueRevision: revision, language }: ClaimedTask,
  { store }: TaskRunParts,
): Promise<readonly SheetCue[] | undefined> {
  if (revision === undefined) return undefined
  return (await store.cues.read(translationId, { revision, language }))?.sheet.cues
}

async function advance(
  update: ProgressUpdate,
  lease: Lease,
  { store, log }: TaskRunParts,
  onLost: (reason: LostLease) => void,
): Promise<void> {
  try {
    const isOurs = await store.advance(lease, update)
    if (!isOurs) onLost(new LostLease('Another worker has the task now, or it was deleted.'))
  } catch (error) {
    log.warn({ err: error }, 'Progress could not be stored.')
  }
}

async function inScratch<T>(
  { lease }: ClaimedTask,
  { scratchRoot, space, log }: TaskRunParts,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const scratch = createScratch(scratchRoot)
  try {
    return await work(scratch)
  } finally {
    space?.release(lease.taskId)
    await scratch.remove().catch((error: unknown) => {
      log.warn(
        { err: error },
        'A scratch folder could not be removed; the next start of the server removes it.',
      )
    })
  }
}

/**
 * The outcome of a task. `aborted` takes precedence over an error, because an aborted engine may
 * fail in any way.
 */
type RunOutcome =
  | { kind: 'result'; result: TaskResult }
  | { kind: 'error'; error: unknown }
  | { kind: 'aborted'; reason: unknown }

function outcomeName(outcome: RunOutcome): TaskOutcome {
  if (outcome.kind === 'result') return 'completed'
  if (outcome.kind === 'error' && outcome.error instanceof HandOn) return 'released'
  if (outcome.kind === 'error' || outcome.reason instanceof EngineError) return 'failed'
  return outcome.reason instanceof TaskCanceled ? 'canceled' : 'released'
}

/** Does not wait longer than `graceMs` for an engine that ignores its signal. */
async function outcomeOf(
  work: Promise<TaskResult>,
  signal: AbortSignal,
  graceMs: number,
): Promise<RunOutcome> {
  const aborted = afterAbort(signal, graceMs)
  try {
    const done = await Promise.race([work.then((result) => ({ result })), aborted.promise])
    if (done && !(signal.reason instanceof LostLease)) return { kind: 'result', result: done.result }
  } catch (error) {
    if (!signal.aborted) return { kind: 'error', error }
  } finally {
    aborted.forget()
  }
  return { kind: 'aborted', reason: signal.reason }
}

/** Resolves `graceMs` after the signal aborted. */
function afterAbort(signal: AbortSignal, graceMs: number): { promise: Promise<undefined>; forget(): void } {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  let timer: NodeJS.Timeout | undefined
  const onAbort = () => {
    timer = setTimeout(() => resolve(undefined), graceMs)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return {
    promise,
    forget() {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    },
  }
}

const FIRST_RETRY_MS = 100
const MAX_RETRY_MS = 1_000

/**
 * Resolves with whether the task still belonged to this worker. A store that does not answer must
 * not cost the result while the lease may hold. After that, the task costs another attempt.
 */
async function settle(outcome: RunOutcome, claimed: TaskAtWork, parts: TaskRunParts): Promise<boolean> {
  const { log, leaseMs } = parts
  const untilMs = performance.now() + leaseMs
  for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(MAX_RETRY_MS, retryMs * 2)) {
    try {
      const isOurs = await settleOnce(outcome, claimed, parts)
      if (!isOurs) log.warn({}, 'The task was lost: another worker has it, or it was deleted.')
      return isOurs
    } catch (error) {
      log.error({ err: error }, 'The outcome of a task could not be stored.')
      if (performance.now() + retryMs > untilMs) return true
      // A result that is not JSON is the engine's fault, and trying again would not help.
      if (outcome.kind === 'result' && error instanceof TypeError) outcome = { kind: 'error', error }
      await delay(retryMs)
    }
  }
}

async function settleOnce(outcome: RunOutcome, claimed: TaskAtWork, parts: TaskRunParts): Promise<boolean> {
  const { store, files } = parts
  const { lease } = claimed
  if (outcome.kind === 'result') return await store.complete(lease, await withSizes(outcome.result, files))
  if (outcome.kind === 'error') return await settleError(outcome.error, claimed, parts)
  if (outcome.reason instanceof TaskCanceled) return await store.settleCanceled(lease)
  if (outcome.reason instanceof EngineError) return await settleFailed(outcome.reason, claimed, parts)
  if (outcome.reason instanceof WorkerStopping) return await store.release(lease)
  return false
}

async function settleError(error: unknown, claimed: TaskAtWork, parts: TaskRunParts): Promise<boolean> {
  if (!(error instanceof HandOn)) return await settleFailed(error, claimed, parts)
  const needs = formatNeed(error.need)
  parts.log.info({ needs }, 'Another worker goes on with the task.')
  return await parts.store.handOn(claimed.lease, needs)
}

async function settleFailed(error: unknown, claimed: TaskAtWork, parts: TaskRunParts): Promise<boolean> {
  const { store, log, random, needsOfRetry } = parts
  const { lease, tries, maxAttempts, engine, needs, step } = claimed
  const { failure, retryable, minDelayMs = 0 } = judgeFailure(error)
  const retry = retryable && tries < maxAttempts
  const fields = { err: error, code: failure.code, tries, maxAttempts }
  if (!retry) {
    log.error(fields, 'The task failed.')
    return await store.fail(lease, failure)
  }
  const delayMs = Math.max(minDelayMs, retryDelayMs(tries, random()))
  log.warn({ ...fields, delayMs }, 'The task failed and is tried again.')
  const failed = { id: lease.taskId, engine, needs, step, inMs: delayMs }
  return await store.fail(lease, failure, delayMs, await needsOfRetry(failed))
}

/**
 * Removes files that the task no longer needs, once its engine writes no more. A translation that
 * was deleted while its task ran may have got new files after its files were removed.
 */
async function cleanUp(
  work: Promise<TaskResult>,
  kept: Promise<boolean>,
  claimed: ClaimedTask,
  { store, files, log }: TaskRunParts,
): Promise<void> {
  await work.catch(() => undefined)
  const { translationId, lease } = claimed
  try {
    if (await kept) return await tidyTask(translationId, lease.taskId, { store, files })
    const exists = (await store.get(translationId)) !== undefined
    if (!exists) await files.removeAll(filesPrefix(translationId))
  } catch (error) {
    log.warn({ err: error }, 'Files of the task may be left behind; the next sweep removes them.')
  }
}

function logOf({ translationId, language, lease }: ClaimedTask, log: Log): Log {
  const context = { translationId, language, attempt: lease.attempt }
  return {
    debug: (fields, message) => log.debug({ ...context, ...fields }, message),
    info: (fields, message) => log.info({ ...context, ...fields }, message),
    warn: (fields, message) => log.warn({ ...context, ...fields }, message),
    error: (fields, message) => log.error({ ...context, ...fields }, message),
  }
}
