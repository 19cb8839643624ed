import type { Kysely } from 'kysely'
import { findCandidates, nextDue, type Candidate } from '../queues/candidates.ts'
import { notBefore } from '../clock.ts'
import { DAMAGED, endDamaged, mendRow } from '../state/damage.ts'
import { type Job, type JobTask, tasksOf } from '../state/job.ts'
import type { StoreParts } from '../tables/store-parts.ts'
import { endTurn, type Queue } from '../queues/queues.ts'
import { parse } from '../tables/rows.ts'
import type { Schema, TaskRow } from '../tables/schema.ts'
import { type Change, type Claim, claimTask, failTask } from '../state/transitions.ts'
import type { ClaimedTask } from '../store.ts'
import { loadJobs, saveChange, type Tx } from './jobs.ts'

export interface ClaimRequest {
  worker: string
  engines: string[]
  leaseMs: number
  limit: number
}

/** Receives each claim after its commit. */
export interface ClaimListeners {
  onChange(change: Change): void
  onDamage(id: string, cause: unknown): void
}

/** So many in one transaction: the event loop stands still for it. */
const AT_ONCE = 32

/**
 * Takes tasks that are due. Tasks whose lease ran out and that are canceled or have cost their last try end on the way,
 * so this also is the sweep for lost workers. Damaged ones end too: one broken row must not halt the others.
 */
export async function claimMany(
  parts: StoreParts,
  request: ClaimRequest,
  { onChange, onDamage }: ClaimListeners,
): Promise<ClaimedTask[]> {
  const limit = Math.min(AT_ONCE, request.limit)
  for (;;) {
    const step = await parts.transact((tx) => claimStep(tx, parts, { ...request, limit }))
    for (const { change, damage, job } of step.takings) {
      onChange(change)
      if (damage !== undefined) onDamage(job.id, damage)
    }
    const claimed = step.takings.flatMap((taking) => taking.claimed ?? [])
    if (claimed.length > 0 || (step.takings.length === 0 && !step.isLineShorter)) return claimed
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

interface Step {
  takings: Taking[]
  isLineShorter: boolean
}

/** What became of a candidate: it was claimed, or it ended. */
interface Taking {
  /** As it was before. */
  job: Job
  change: Change
  claimed?: ClaimedTask
  /** Why it could not be read. */
  damage?: unknown
}

async function claimStep(tx: Tx, parts: StoreParts, request: ClaimRequest): Promise<Step> {
  const now = { wall: parts.clock(), steady: parts.steady() }
  const { candidates, isLineShorter } = await findCandidates(tx, {
    ...request,
    dialect: parts.dialect,
    now: now.steady,
  })
  const jobs = await jobsById(tx, candidates)
  const data = await dataById(tx, candidates, jobs)
  const takings: Taking[] = []
  for (const { task_id, translation_id } of candidates) {
    const job = jobs.get(translation_id)
    const taking = job && take(job, task_id, { ...request, now: notBefore(now, job.updatedAt) }, data)
    if (taking === undefined) continue
    await saveChange(tx, taking.job, taking.change, parts.ids)
    if (job?.damage) await mendRow(tx, job.id, job.damage)
    jobs.set(translation_id, taking.change.job)
    takings.push(taking)
  }
  for (const queue of queuesOf(takings)) await endTurn(tx, queue)
  return { takings, isLineShorter }
}

async function jobsById(tx: Tx, candidates: Candidate[]): Promise<Map<string, Job>> {
  const jobs = await loadJobs(tx, [...new Set(candidates.map((each) => each.translation_id))])
  return new Map(jobs.map((job) => [job.id, job]))
}

/** The big columns of the candidates and of their sources, by task. */
type Data = Map<string, Pick<TaskRow, 'checkpoint' | 'output'>>

async function dataById(tx: Tx, candidates: Candidate[], jobs: Map<string, Job>): Promise<Data> {
  if (candidates.length === 0) return new Map()
  const sources = [...jobs.values()].map(({ sourceTask }) => sourceTask.id)
  const rows = await tx
    .selectFrom('tasks')
    .select(['id', 'checkpoint', 'output'])
    .where('id', 'in', [...new Set([...candidates.map(({ task_id }) => task_id), ...sources])])
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Undefined for what is not due any more: read under the lock, another worker may have taken it in between. */
function take(job: Job, taskId: string, claim: Claim, data: Data): Taking | undefined {
  if (job.damage) return { ...endDamaged(job, job.damage, claim.now), damage: job.damage.cause }
  const task = tasksOf(job).find(({ id }) => id === taskId)
  if (task?.dueAt === undefined || task.dueAt > claim.now.steady) return undefined
  try {
    const change = claimTask(job, task, claim)
    const after = tasksOf(change.job).find(({ id }) => id === taskId)
    if (after?.status !== 'running') return { job, change }
    const recovered = task.status === 'running'
    return {
      job,
      change,
      claimed: { ...claimedTask(change.job, after, recovered), ...dataOf(job, task, data) },
    }
  } catch (damage) {
    return { job, change: failTask(job, task, DAMAGED, undefined, claim.now), damage }
  }
}

/** @throws SyntaxError when what an earlier attempt or the source left behind is broken */
function dataOf(job: Job, task: JobTask, data: Data): Pick<ClaimedTask, 'prepared' | 'checkpoint'> {
  const prepared = task.kind === 'target' ? data.get(job.sourceTask.id)?.output : null
  return { prepared: parse(prepared ?? null), checkpoint: parse(data.get(task.id)?.checkpoint ?? null) }
}

function claimedTask(job: Job, task: JobTask, recovered: boolean): ClaimedTask {
  return {
    lease: { taskId: task.id, worker: task.worker ?? '', attempt: task.attempt },
    kind: task.kind,
    translationId: job.id,
    owner: job.owner,
    engine: job.engine,
    source: sourceOf(job),
    sourceName: job.source.name,
    from: job.from,
    to: job.targetTasks.map(({ language }) => language ?? ''),
    language: task.language,
    options: job.options,
    maxAttempts: job.maxAttempts,
    tries: task.tries,
    recovered,
  }
}

function sourceOf({ source }: Job): ClaimedTask['source'] {
  if (source.url !== undefined) return { url: source.url }
  return { upload: source.upload ?? '', name: source.name ?? '' }
}

/** The owners that had a turn, each where its last task stands. */
function queuesOf(takings: Taking[]): Queue[] {
  const served = new Map<string, Queue>()
  for (const { claimed } of takings) {
    if (claimed === undefined) continue
    const key = JSON.stringify([claimed.engine, claimed.owner])
    served.delete(key)
    served.set(key, { engine: claimed.engine, owner: claimed.owner })
  }
  return [...served.values()]
}
