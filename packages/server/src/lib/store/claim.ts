import type { Kysely } from 'kysely'
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
  now: number
}

/**
 * Takes the next task that is due, of the oldest translation first. Tasks whose lease ran out and that are canceled
 * or have cost their last try end on the way, so this also is the sweep for lost workers.
 * @param announce called after each commit
 */
export async function claimNext(
  parts: StoreParts,
  request: ClaimRequest,
  announce: (change: Change) => void,
): Promise<ClaimedTask | undefined> {
  if (request.engines.length === 0) return undefined
  for (;;) {
    const step = await parts.db.transaction().execute((tx) => claimStep(tx, parts, request))
    if (step === undefined) return undefined
    announce(step.change)
    if (step.claimed) return step.claimed
  }
}

/** When the next task becomes due, a running one's end of lease included. */
export async function nextDue(db: Kysely<Schema>, engines: string[]): Promise<number | undefined> {
  if (engines.length === 0) return undefined
  const row = await db
    .selectFrom('tasks')
    .select('due_at')
    .where('due_at', 'is not', null)
    .where('engine', 'in', engines)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  return row?.due_at ?? undefined
}

interface Step {
  change: Change
  claimed?: ClaimedTask
}

async function claimStep(tx: Tx, parts: StoreParts, request: ClaimRequest): Promise<Step | undefined> {
  const candidate = await findCandidate(tx, parts, request)
  const [job] = candidate ? await loadJobs(tx, [candidate.translation_id]) : []
  // Read again under the lock: what another worker took in between is not due any more.
  const task = job && tasksOf(job).find((each) => each.id === candidate?.task_id)
  if (job === undefined || task?.dueAt === undefined || task.dueAt > request.now) return undefined
  const change = claimTask(job, task, request)
  await saveChange(tx, job, change, parts.ids)
  const taken = tasksOf(change.job).find((each) => each.id === task.id)
  if (taken?.status !== 'running') return { change }
  return { change, claimed: await toClaimed(tx, job, taken, task.status === 'running') }
}

async function findCandidate(tx: Tx, { dialect }: StoreParts, { engines, now }: ClaimRequest) {
  const query = tx
    .selectFrom('tasks')
    .innerJoin('translations', 'translations.id', 'tasks.translation_id')
    .select(['tasks.id as task_id', 'tasks.translation_id as translation_id'])
    .where('tasks.due_at', '<=', now)
    .where('tasks.engine', 'in', engines)
    .orderBy('tasks.translation_id')
    .orderBy('tasks.position')
    .limit(1)
  return await dialect.lockNext(query).executeTakeFirst()
}

async function toClaimed(tx: Tx, job: Job, task: JobTask, recovered: boolean): Promise<ClaimedTask> {
  const own = await column(tx, task.id, 'checkpoint')
  const prepared = task.kind === 'target' ? await column(tx, job.sourceTask.id, 'output') : undefined
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
    prepared,
    checkpoint: own,
    maxAttempts: job.maxAttempts,
    tries: task.tries,
    recovered,
  }
}

async function column(tx: Tx, taskId: string, name: 'checkpoint' | 'output'): Promise<unknown> {
  const row = await tx.selectFrom('tasks').select(name).where('id', '=', taskId).executeTakeFirst()
  const json = row?.[name as keyof typeof row] as string | null | undefined
  return json == null ? undefined : JSON.parse(json)
}

function sourceOf({ source }: Job): ClaimedTask['source'] {
  if (source.url !== undefined) return { url: source.url }
  return { upload: source.upload ?? '', name: source.name ?? '' }
}
