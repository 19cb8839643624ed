import { isFinal } from 'video-translation-client'
import { notBefore, type Now } from '../clock.ts'
import type { Change } from '../state/conclude.ts'
import type { Job, JobTask } from '../state/job.ts'
import { currentReview } from '../state/review.ts'
import { approveJob, reviseJob } from '../state/revise.ts'
import { cancelJob } from '../state/transitions.ts'
import type { Store } from '../store.ts'
import { newTask } from '../tables/new-task.ts'
import { toRecord, toTask } from '../tables/rows.ts'
import { strictReader } from '../tables/column-reader.ts'
import type { StoreParts, Tx } from '../tables/store-parts.ts'
import type { ChangeListeners } from './claim.ts'
import { endAndRepair, lockJob } from './jobs.ts'
import { saveChange } from './save-changes.ts'

type Revising = Pick<Store, 'revise' | 'approve' | 'dueReviews' | 'endReview'>

/** The verbs by which a person lets a translation go on. */
export function createRevising(parts: StoreParts, { onChange, onDamage }: ChangeListeners): Revising {
  const change = async <Refusal extends string>(id: string, decide: Decide<Refusal>) => {
    const { decided, job } = await parts.transact((tx) => decideAndSave(tx, parts, id, decide))
    if (typeof decided === 'string') return decided
    if (decided) onChange(decided)
    return job && toRecord(job)
  }
  return {
    async revise(id, request) {
      const revised = await change(id, async (job, now, tx) => {
        if (!isFinal(job.status)) return 'not_final'
        // It is being deleted, which no transaction spans: the files go first.
        if (isExpired(job, parts.clock())) return 'expired'
        const added = (request.add ?? []).map((language, index) => addedTask(parts, job, language, index))
        if (added.length > 0) await tx.insertInto('tasks').values(added).execute()
        const tasks = added.map((row): JobTask => toTask(row, strictReader))
        // Nothing can be done again without what a source that failed did not give.
        const isSourceAgain = job.sourceTask.status !== 'completed'
        return reviseJob(job, { ...request, isSourceAgain, added: tasks }, now)
      })
      return revised === 'expired' ? undefined : revised
    },
    approve: (id, { stage, revision }) =>
      change(id, async (job, now) => {
        if (job.review?.approved.includes(stage)) return undefined
        if (currentReview(job) !== stage) return 'not_waiting'
        if (revision !== undefined && revision !== job.cueRevision) return 'outdated'
        return approveJob(job, stage, now)
      }),
    dueReviews: (now, limit, skip) => dueReviews(parts, now, limit, skip),
    async endReview(id, dueBy) {
      const damaged = await parts.transact((tx) => endIfDamaged(tx, parts, id))
      if (damaged) {
        onChange(damaged.change)
        onDamage(id, damaged.cause)
      }
      return await change<never>(id, async (job, now) => timeOut(job, dueBy, now))
    },
  }
}

function isExpired({ expiresAt }: Job, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now
}

/** A row that nobody can read would stay due for ever. */
async function endIfDamaged(tx: Tx, parts: StoreParts, id: string) {
  const job = await lockJob(tx, parts.dialect, id)
  if (job?.damage === undefined) return undefined
  return { change: await endAndRepair(tx, parts, job, job.damage), cause: job.damage.cause }
}

/** A person may have answered, or another node acted, since it was found to be due. */
function timeOut(job: Job, dueBy: number, now: Now): Change | undefined {
  const stage = currentReview(job)
  const { review, reviewDueAt } = job
  if (stage === undefined || reviewDueAt === undefined || reviewDueAt > Math.round(dueBy)) return undefined
  return review?.timeout?.action === 'cancel' ? cancelJob(job, now) : approveJob(job, stage, now)
}

/** A change, a reason for none, or undefined where nothing has to change. */
type Decide<Refusal extends string> = (job: Job, now: Now, tx: Tx) => Promise<Change | Refusal | undefined>

async function decideAndSave<Refusal extends string>(
  tx: Tx,
  parts: StoreParts,
  id: string,
  decide: Decide<Refusal>,
): Promise<{ decided?: Change | Refusal | undefined; job?: Job | undefined }> {
  const job = await lockJob(tx, parts.dialect, id)
  if (job === undefined || job.damage) return { job }
  const now = notBefore({ wall: parts.clock(), steady: parts.steady() }, job.updatedAt)
  const decided = await decide(job, now, tx)
  if (decided === undefined || typeof decided === 'string') return { decided, job }
  const freesOwner = await saveChange(tx, parts, job, decided)
  return { decided: { ...decided, freesOwner }, job: decided.job }
}

function addedTask(parts: StoreParts, job: Job, language: string, index: number) {
  const { id: translationId, engine, owner, priority, targetTasks } = job
  return newTask({
    translationId,
    engine,
    owner,
    language,
    priority,
    position: targetTasks.length + 1 + index,
    ids: parts.ids,
  })
}

async function dueReviews({ db }: StoreParts, now: number, limit: number, skip = 0): Promise<string[]> {
  const rows = await db
    .selectFrom('translations')
    .select('id')
    .where('review_due_at', '<=', Math.round(now))
    .orderBy('review_due_at')
    .orderBy('id')
    .limit(limit)
    .offset(skip)
    .execute()
  return rows.map(({ id }) => id)
}
