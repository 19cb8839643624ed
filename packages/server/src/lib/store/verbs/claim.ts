import type { Compilable, Kysely } from 'kysely'
import { findCandidates, nextDue } from '../queues/candidates.ts'
import type { Candidate } from '../queues/first-tasks.ts'
import { notBefore } from '../clock.ts'
import { DAMAGED, endDamaged } from '../state/damage.ts'
import { loadLockedJobs, repairRow } from './jobs.ts'
import { saveChanges } from './save-changes.ts'
import { type Job, type JobTask, tasksOf } from '../state/job.ts'
import type { Last, StoreParts, Tx } from '../tables/store-parts.ts'
import { together } from '../tables/together.ts'
import { endTurns, type Served } from '../queues/turns.ts'
import { parse } from '../tables/rows.ts'
import type { Schema, TaskRow } from '../tables/schema.ts'
import type { Change } from '../state/conclude.ts'
import { awaitedStage } from '../state/review.ts'
import { type Claim, claimTask, failTask } from '../state/transitions.ts'
import type { ClaimedTask } from '../claimed-task.ts'
import type { ClaimFilter } from '../store.ts'

export interface ClaimRequest extends ClaimFilter {
  worker: string
  engines: string[]
  leaseMs: number
  limit: number
}

/** Receives each change after its commit. */
export interface ChangeListeners {
  onChange(change: Change): void
  onDamage(id: string, cause: unknown): void
}

/** Tasks in one transaction, which blocks the event loop. */
const MAX_PER_TRANSACTION = 32

/**
 * Claims due tasks. Canceled tasks and tasks without tries whose lease has run out end here, so
 * this also sweeps up after lost workers. Damaged translations end too, so that one broken row does
 * not stop the others.
 */
export async function claimMany(
  parts: StoreParts,
  request: ClaimRequest,
  { onChange, onDamage }: ChangeListeners,
): Promise<ClaimedTask[]> {
  const limit = Math.min(MAX_PER_TRANSACTION, request.limit)
  for (;;) {
    const round = await parts.transact((...open) => claimRound(parts, { ...request, limit }, ...open))
    for (const { change, damage, job } of round.claims) {
      onChange(change)
      if (damage !== undefined) onDamage(job.id, damage)
    }
    const claimed = round.claims.flatMap((claim) => claim.claimed ?? [])
    if (claimed.length > 0 || (round.claims.length === 0 && !round.hasDroppedOwner)) return claimed
  }
}

/** How long until the next task becomes due. */
export async function dueInMs(
  db: Kysely<Schema>,
  engines: string[],
  now: number,
): Promise<number | undefined> {
  const dueAt = await nextDue(db, engines)
  return dueAt === undefined ? undefined : Math.max(0, dueAt - now)
}

interface ClaimRound {
  claims: TaskClaim[]
  hasDroppedOwner: boolean
}

/** The fate of a candidate: it was claimed, or it ended. */
interface TaskClaim {
  /** The job before the change. */
  job: Job
  change: Change
  claimed?: ClaimedTask
  /** The error from reading it. */
  damage?: unknown
}

async function claimRound(
  parts: StoreParts,
  request: ClaimRequest,
  ...[tx, last]: [Tx, Last]
): Promise<ClaimRound> {
  // Owners take turns only if no two claims look at the same queue at once.
  const engines = request.engines.toSorted()
  await together(engines.map((engine) => parts.dialect.serialize(tx, `claims/${engine}`)))
  // Others may have claimed for long, and a lease begins now.
  const now = { wall: parts.clock(), steady: parts.steady() }
  const { candidates, hasDroppedOwner } = await findCandidates(tx, {
    ...request,
    dialect: parts.dialect,
    now: now.steady,
    wall: now.wall,
  })
  const [jobs, data] = await together([jobsById(tx, candidates), dataById(tx, candidates)])
  const claims: TaskClaim[] = []
  const damaged: Job[] = []
  for (const { task_id, translation_id } of candidates) {
    const job = jobs.get(translation_id)
    const claim = job && claimOrEnd(job, task_id, { ...request, now: notBefore(now, job.updatedAt) }, data)
    if (claim === undefined) continue
    if (job?.damage) damaged.push(job)
    jobs.set(translation_id, claim.change.job)
    claims.push(claim)
  }
  const [, turns] = await together([
    saveChanges(
      tx,
      parts,
      claims.map(({ job: before, change }) => ({ before, change })),
    ),
    endAllTurns(tx, parts, claims, now.steady),
  ])
  for (const job of damaged) if (job.damage) await repairRow(tx, job, job.damage)
  void last(turns)
  return { claims, hasDroppedOwner }
}

async function jobsById(tx: Tx, candidates: Candidate[]): Promise<Map<string, Job>> {
  const jobs = await loadLockedJobs(tx, [...new Set(candidates.map((each) => each.translation_id))])
  return new Map(jobs.map((job) => [job.id, job]))
}

/** The big columns of the candidates and of their source tasks, by task. */
type BigColumns = Map<string, Pick<TaskRow, 'checkpoint' | 'output'>>

async function dataById(tx: Tx, candidates: Candidate[]): Promise<BigColumns> {
  if (candidates.length === 0) return new Map()
  const data = tx.selectFrom('tasks').select(['id', 'checkpoint', 'output'])
  const own = candidates.map(({ task_id }) => task_id)
  const translations = [...new Set(candidates.map(({ translation_id }) => translation_id))]
  const found = await together([
    data.where('id', 'in', own).execute(),
    data.where('translation_id', 'in', translations).where('position', '=', 0).execute(),
  ])
  return new Map(found.flat().map((row) => [row.id, row]))
}

/**
 * Undefined when the task is not due any more: another worker may have claimed it before the lock.
 */
function claimOrEnd(job: Job, taskId: string, claim: Claim, data: BigColumns): TaskClaim | undefined {
  if (job.damage) return { ...endDamaged(job, job.damage, claim.now), damage: job.damage.cause }
  const task = tasksOf(job).find(({ id }) => id === taskId)
  if (task?.dueAt === undefined || task.dueAt > claim.now.steady) return undefined
  try {
    const change = claimTask(job, task, claim)
    const after = tasksOf(change.job).find(({ id }) => id === taskId)
    if (after?.status !== 'running') return { job, change }
    const recovered = task.status === 'running'
    const waitedMs = claim.now.steady - task.dueAt
    return {
      job,
      change,
      claimed: { ...claimedTask(change.job, after), recovered, waitedMs, ...dataOf(job, task, data) },
    }
  } catch (damage) {
    return { job, change: failTask(job, task, DAMAGED, undefined, claim.now), damage }
  }
}

/** @throws SyntaxError when the checkpoint or the source's output is broken */
function dataOf(job: Job, task: JobTask, data: BigColumns): Pick<ClaimedTask, 'prepared' | 'checkpoint'> {
  const prepared = task.kind === 'target' ? data.get(job.sourceTask.id)?.output : null
  return { prepared: parse(prepared ?? null), checkpoint: parse(data.get(task.id)?.checkpoint ?? null) }
}

function claimedTask(job: Job, task: JobTask): Omit<ClaimedTask, 'recovered' | 'waitedMs'> {
  return {
    lease: { taskId: task.id, worker: task.worker ?? '', attempt: task.attempt },
    kind: task.kind,
    translationId: job.id,
    owner: job.owner,
    engine: job.engine,
    needs: task.needs,
    source: sourceOf(job),
    sourceName: job.source.name,
    from: job.from,
    to: job.targetTasks.map(({ language }) => language ?? ''),
    language: task.language,
    options: task.options ? { ...job.options, ...task.options } : job.options,
    review: job.review?.stages,
    revision: job.revision,
    cueRevision: task.cueRevision,
    until: task.kind === 'target' && awaitedStage(job.review) === 'translation' ? 'translate' : undefined,
    maxAttempts: job.maxAttempts,
    tries: task.tries,
    traceparent: job.traceparent,
  }
}

function sourceOf({ source }: Job): ClaimedTask['source'] {
  if (source.url !== undefined) return { url: source.url }
  return { upload: source.upload ?? '', name: source.name ?? '' }
}

/** Resolves with the statements that end the turns of the owners. */
async function endAllTurns(
  tx: Tx,
  { dialect }: StoreParts,
  claims: TaskClaim[],
  now: number,
): Promise<Compilable[]> {
  const turns = [...servedOwners(claims)].map(([engine, served]) =>
    endTurns(tx, dialect, { engine, served, now }),
  )
  return (await together(turns)).flat()
}

/** The owners that had a turn with each engine, in the order of their last claimed task. */
function servedOwners(claims: TaskClaim[]): Map<string, Served[]> {
  const byEngine = new Map<string, Map<string, number>>()
  for (const { claimed } of claims) {
    if (claimed === undefined) continue
    const { engine, owner } = claimed
    const counts = byEngine.get(engine) ?? new Map<string, number>()
    byEngine.set(engine, counts)
    const count = (counts.get(owner) ?? 0) + 1
    counts.delete(owner)
    counts.set(owner, count)
  }
  return new Map([...byEngine].map(([engine, counts]) => [engine, toServed(counts)]))
}

function toServed(counts: Map<string, number>): Served[] {
  return [...counts].map(([owner, count]) => ({ owner, count }))
}
