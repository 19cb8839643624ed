import { stat } from 'node:fs/promises'
import { EngineError } from '../../engine-error.ts'
import {
  type Engine,
  type Log,
  LostLease,
  type PreviewRequest,
  type ProxyRequest,
  type SideContext,
  type SideWork,
} from '../../engines/engine.ts'
import type { DiskSpace } from '../../files/disk-space.ts'
import type { FileStore } from '../../files/file-store.ts'
import type { ClaimedSideTask, SideOutcome, SideTaskStore } from '../../store/side-task-store.ts'
import { WorkerStopping } from '../abort-reasons.ts'
import { judgeFailure } from '../failures.ts'
import { createScratch, type Scratch } from '../scratch.ts'
import { attemptPrefix, removeAttempts } from '../side-attempts.ts'
import { createTaskFiles } from '../task-context.ts'

/** What running side work needs, the same for all of it. */
export interface SideRunParts {
  sideTasks: SideTaskStore
  files: FileStore
  space?: DiskSpace | undefined
  scratchRoot: string
  log: Log
  leaseMs: number
}

/** Runs claimed side work until it is settled. Never rejects. */
export async function runSideTask(
  claimed: ClaimedSideTask,
  engine: Engine,
  parts: SideRunParts,
  stopping: AbortSignal,
): Promise<void> {
  const lost = new AbortController()
  const stopBeating = keepLease(claimed, parts, () => lost.abort(new LostLease('The side work was lost.')))
  const scratch = createScratch(parts.scratchRoot)
  const later: Afterwork[] = []
  const kept = { bytes: 0 }
  const signal = AbortSignal.any([lost.signal, stopping])
  const context = contextOf(claimed, { scratch, signal, later, kept }, parts)
  const outcome = await outcomeOf(claimed, engine, context, parts)
  stopBeating()
  const isOurs = await parts.sideTasks.settle(claimed.lease, outcome).catch((error: unknown) => {
    parts.log.error({ err: error, sideTask: claimed.id }, 'The outcome of side work could not be stored.')
  })
  const cleaning: Afterwork[] = [
    () => (isOurs ? removeLeftovers(claimed, outcome, parts.files) : removeUnlessStored(claimed, parts)),
    async () => kept.bytes > 0 && (await parts.sideTasks.countKept(claimed.translationId, kept.bytes)),
  ]
  for (const work of [...later, ...cleaning])
    await work().catch((error: unknown) => warnOfAfterwork(error, claimed, parts))
  parts.space?.release(claimed.id)
  await scratch.remove().catch(() => undefined)
}

type Afterwork = () => Promise<unknown>

function warnOfAfterwork(error: unknown, { id }: ClaimedSideTask, { log }: SideRunParts): void {
  log.warn({ err: error, sideTask: id }, 'What follows side work could not be done.')
}

/** Removes the files of attempts that made nothing. What one made lies with its attempt. */
async function removeLeftovers(
  { translationId, id, lease: { attempt } }: ClaimedSideTask,
  outcome: SideOutcome,
  files: FileStore,
): Promise<void> {
  if (outcome === 'released') return await files.removeAll(attemptPrefix(translationId, id, attempt))
  const last = 'error' in outcome ? attempt : attempt - 1
  await removeAttempts({ translationId, id, attempt: last }, files)
}

/**
 * Removes the files of an attempt that lost its lease. After a crash of the database, a stored
 * outcome looks the same, but its files are in use.
 */
async function removeUnlessStored(
  { translationId, id, lease: { attempt } }: ClaimedSideTask,
  { sideTasks, files }: SideRunParts,
): Promise<void> {
  const own = attemptPrefix(translationId, id, attempt)
  const { result } = (await sideTasks.find(id)) ?? {}
  if (!JSON.stringify(result ?? null).includes(own)) await files.removeAll(own)
}

function keepLease({ lease }: ClaimedSideTask, parts: SideRunParts, onLost: () => void): () => void {
  const beat = async (): Promise<void> => {
    if (!(await parts.sideTasks.heartbeat(lease, parts.leaseMs))) onLost()
  }
  const warn = (err: unknown) => parts.log.warn({ err }, 'The store does not answer; the lease may run out.')
  const timer = setInterval(() => void beat().catch(warn), parts.leaseMs / 3)
  return () => clearInterval(timer)
}

async function outcomeOf(
  claimed: ClaimedSideTask,
  engine: Engine,
  context: SideContext,
  { files, log }: SideRunParts,
): Promise<SideOutcome> {
  const { signal } = context
  try {
    return await work(claimed, engine.sideWork, context, files)
  } catch (error) {
    if (signal.aborted && signal.reason instanceof WorkerStopping) return 'released'
    const { failure } = judgeFailure(error)
    log.warn({ err: error, sideTask: claimed.id, code: failure.code }, 'Side work failed.')
    return { error: failure }
  }
}

async function work(
  { kind, request }: ClaimedSideTask,
  sideWork: SideWork | undefined,
  context: SideContext,
  files: FileStore,
): Promise<SideOutcome> {
  if (sideWork === undefined) throw new EngineError('not_supported', 'The engine does no such work.')
  if (kind === 'preview') {
    const spoken = await sideWork.preview(request as PreviewRequest, context)
    return { result: spoken, bytes: (await files.size(spoken.clip)) ?? 0 }
  }
  const playback = await sideWork.proxy(request as ProxyRequest, context)
  const bytes = playback.key === undefined ? undefined : await files.size(playback.key)
  const sized = { ...playback, ...(bytes !== undefined && { bytes }) }
  return { result: sized, playback: sized }
}

interface SideRun {
  scratch: Scratch
  signal: AbortSignal
  later: Afterwork[]
  /** Files that stay with the translation, which no list of artifacts counts. */
  kept: { bytes: number }
}

function contextOf(
  { id, translationId, lease }: ClaimedSideTask,
  { scratch, signal, later, kept }: SideRun,
  { files, space, log }: SideRunParts,
): SideContext {
  const own = attemptPrefix(translationId, id, lease.attempt)
  const onActivity = () => undefined
  const taskFiles = createTaskFiles({ files, scratch, signal, onActivity, translationId, own })
  return {
    signal,
    get scratch() {
      return scratch.path
    },
    files: {
      ...taskFiles,
      async putShared(path, name) {
        const { size } = await stat(path)
        const key = await taskFiles.putShared(path, name)
        kept.bytes += size
        return key
      },
    },
    reserveSpace: async (bytes) => await space?.reserve(id, bytes),
    afterwards: (work) => void later.push(work),
    log,
  }
}
