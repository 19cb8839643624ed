import { type Kysely, sql } from 'kysely'
import { type Job, type JobTask, tasksOf } from './job.ts'
import type { StoreParts } from './kysely-store.ts'
import type { Schema } from './schema.ts'
import { type Change, claimTask } from './state.ts'
import type { ClaimedTask } from './store.ts'
import { loadJobs, saveChange, type Tx } from './transactions.ts'

export interface ClaimRequest {
  worker: string
  engines: string[]
  leaseMs: number
  limit: number
  now: number
}

/** So many in one transaction: the event loop stands still for it. */
const AT_ONCE = 32

/**
 * Takes tasks that are due, of the oldest translations first. Tasks whose lease ran out and that are canceled or have
 * cost their last try end on the way, so this also is the sweep for lost workers.
 * @param announce called after each commit
 */
export async function claimMany(
  parts: StoreParts,
  request: ClaimRequest,
  announce: (change: Change) => void,
): Promise<ClaimedTask[]> {
  const limit = Math.min(AT_ONCE, request.limit)
  for (;;) {
    const { changes, claimed } = await parts.transact((tx) => claimStep(tx, parts, { ...request, limit }))
    changes.forEach(announce)
    if (claimed.length > 0 || changes.length === 0) return claimed
  }
}

/** When the next task becomes due, a running one's end of lease included. */
export async function nextDue(db: Kysely<Schema>, engines: string[]): Promise<number | undefined> {
  const instants: number[] = []
  for (const { engine, status } of queuesOf(engines)) {
    const { next } = await db
      .selectFrom('tasks')
      .select(({ fn }) => fn.min('due_at').as('next'))
      .where('engine', '=', engine)
      .where('status', '=', status)
      .where('due_at', 'is not', null)
      .executeTakeFirstOrThrow()
    if (next !== null) instants.push(Number(next))
  }
  return instants.length > 0 ? Math.min(...instants) : undefined
}

interface Step {
  changes: Change[]
  claimed: ClaimedTask[]
}

/** A task of a job, as the claim leaves both. */
interface Taken {
  job: Job
  task: JobTask
  recovered: boolean
}

async function claimStep(tx: Tx, parts: StoreParts, request: ClaimRequest): Promise<Step> {
  const candidates = await findCandidates(tx, parts, request)
  const jobs = new Map<string, Job>()
  for (const job of await loadJobs(tx, [...new Set(candidates.map((each) => each.translation_id))]))
    jobs.set(job.id, job)
  const changes: Change[] = []
  const taken: Taken[] = []
  for (const { task_id, translation_id } of candidates) {
    const job = jobs.get(translation_id)
    const task = job && tasksOf(job).find(({ id }) => id === task_id)
    // Read again under the lock: what another worker took in between is not due any more.
    if (job === undefined || task?.dueAt === undefined || task.dueAt > request.now) continue
    const change = claimTask(job, task, request)
    await saveChange(tx, job, change, parts.ids)
    jobs.set(translation_id, change.job)
    changes.push(change)
    const after = tasksOf(change.job).find(({ id }) => id === task_id)
    if (after?.status === 'running')
      taken.push({ job: change.job, task: after, recovered: task.status === 'running' })
  }
  return { changes, claimed: await toClaimed(tx, taken) }
}

interface Candidate {
  task_id: string
  translation_id: string
  position: number
}

async function findCandidates(tx: Tx, parts: StoreParts, request: ClaimRequest): Promise<Candidate[]> {
  const found: Candidate[] = []
  for (const queue of queuesOf(request.engines)) found.push(...(await findDue(tx, parts, request, queue)))
  return found.toSorted(byAge).slice(0, request.limit)
}

/** Tasks that wait, and tasks whose lease may have run out: each has an index, which only a literal status can use. */
function queuesOf(engines: string[]) {
  return engines.flatMap((engine) => [
    { engine, status: sql.lit('pending' as const) },
    { engine, status: sql.lit('running' as const) },
  ])
}

async function findDue(
  tx: Tx,
  { dialect }: StoreParts,
  { now, limit }: ClaimRequest,
  { engine, status }: ReturnType<typeof queuesOf>[number],
): Promise<Candidate[]> {
  const query = tx
    .selectFrom('tasks')
    .innerJoin('translations', 'translations.id', 'tasks.translation_id')
    .select(['tasks.id as task_id', 'tasks.translation_id as translation_id', 'tasks.position as position'])
    .where('tasks.engine', '=', engine)
    .where('tasks.status', '=', status)
    .where('tasks.due_at', '<=', now)
    .orderBy('tasks.translation_id')
    .orderBy('tasks.position')
    .limit(limit)
  return await dialect.lockNext(query).execute()
}

function byAge(one: Candidate, other: Candidate): number {
  if (one.translation_id === other.translation_id) return one.position - other.position
  return one.translation_id < other.translation_id ? -1 : 1
}

async function toClaimed(tx: Tx, taken: Taken[]): Promise<ClaimedTask[]> {
  if (taken.length === 0) return []
  const ids = new Set(taken.flatMap(({ job, task }) => [job.sourceTask.id, task.id]))
  const rows = await tx
    .selectFrom('tasks')
    .select(['id', 'checkpoint', 'output'])
    .where('id', 'in', [...ids])
    .execute()
  const dataOf = new Map(rows.map((row) => [row.id, row]))
  return taken.map((each) => {
    const { task, job } = each
    const prepared = task.kind === 'target' ? dataOf.get(job.sourceTask.id)?.output : null
    return {
      ...withoutData(each),
      prepared: parse(prepared),
      checkpoint: parse(dataOf.get(task.id)?.checkpoint),
    }
  })
}

function withoutData({ job, task, recovered }: Taken): ClaimedTask {
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

function parse(json: string | null | undefined): unknown {
  return json == null ? undefined : JSON.parse(json)
}

function sourceOf({ source }: Job): ClaimedTask['source'] {
  if (source.url !== undefined) return { url: source.url }
  return { upload: source.upload ?? '', name: source.name ?? '' }
}
