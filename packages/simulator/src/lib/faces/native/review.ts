import type { ReviewRequest, ReviewStage } from 'video-translation-client'
import type { Backend } from '../../backend/backend.ts'
import type { JobTarget, SimulatedJob } from '../../backend/job.ts'
import type { JobView } from '../../backend/job-view.ts'
import { startAfter } from '../../backend/stages-passed.ts'
import { revisionOf, syncCues } from '../../cues/job-cues.ts'
import { Refusal } from '../../refusal.ts'
import type { Fields } from '../../serving/body.ts'
import { detailsOf, type Review } from './details.ts'
import { addEvent } from './events.ts'
import { invalid } from './problem.ts'

const STAGES: readonly ReviewStage[] = ['transcript', 'translation']
const LAST_STAGE_BEFORE = { transcript: 'transcribe', translation: 'translate' } as const

/** Reads the reviews that a create asks for. */
export function readReview({ review = [], reviewTimeout: timeout }: Fields): Review {
  if (!Array.isArray(review) || review.some((stage) => !STAGES.includes(stage as ReviewStage)))
    throw invalid('/review', `It must be a list of ${STAGES.join(' and ')}.`)
  return {
    stages: STAGES.filter((stage) => review.includes(stage)),
    approved: [],
    ...(timeout !== undefined && { timeout: readTimeout(timeout) }),
  }
}

function readTimeout(value: unknown): NonNullable<Review['timeout']> {
  const { seconds, action } = (value ?? {}) as Fields
  if (typeof seconds !== 'number' || !(seconds >= 1))
    throw invalid('/reviewTimeout/seconds', 'It must be a number of at least 1.')
  if (action !== 'approve' && action !== 'cancel')
    throw invalid('/reviewTimeout/action', 'It must be `approve` or `cancel`.')
  return { seconds, action }
}

/** Lets the targets of a new job stop at its first review, and ends the stops in time. */
export function holdForReview(job: SimulatedJob, backend: Backend): void {
  const { review } = detailsOf(job)
  const [first] = review.stages
  if (first === undefined) return
  for (const [index, target] of job.targets.entries()) {
    const stopMs = startAfter(LAST_STAGE_BEFORE[first], target)
    if (stopMs !== undefined) job.targets[index] = { ...target, stopMs }
  }
  const { timeout } = review
  if (timeout) backend.jobs.follow(job, (view) => view && endInTime(view, timeout, backend))
}

/** What a person has to look at now. */
export function currentReview(view: JobView): ReviewRequest | undefined {
  const { review, cues } = detailsOf(view.job)
  const stage = awaitedStage(review)
  if (view.status !== 'needs_input' || stage === undefined) return undefined
  const { timeout, dueAtMs } = review
  return {
    stage,
    revision: revisionOf(cues),
    ...(timeout && dueAtMs && { until: new Date(dueAtMs).toISOString(), action: timeout.action }),
  }
}

function awaitedStage({ stages, approved }: Review): ReviewStage | undefined {
  return stages.find((stage) => !approved.includes(stage))
}

/** Starts the time limit of the current review once all targets have stopped. */
function endInTime(view: JobView, timeout: NonNullable<Review['timeout']>, backend: Backend): void {
  const { job, status } = view
  const { review } = detailsOf(job)
  const stage = awaitedStage(review)
  if (status !== 'needs_input' || stage === undefined || review.dueAtMs !== undefined) return
  const { clock, jobs } = backend
  review.dueAtMs = clock.nowMs() + timeout.seconds * 1000
  clock.after(timeout.seconds * 1000, () => {
    if (jobs.get(job.id) !== job || review.approved.includes(stage)) return
    if (timeout.action === 'cancel') jobs.cancel(job)
    else goOnAfter(stage, job, backend)
  })
}

/** @throws Refusal 409 unless it waits for this review, at this revision of its cues */
export function approve(job: SimulatedJob, { stage, revision }: Fields, backend: Backend): void {
  if (!STAGES.includes(stage as ReviewStage))
    throw invalid('/stage', `It must be one of ${STAGES.join(', ')}.`)
  const { review, cues } = detailsOf(job)
  if (review.approved.includes(stage as ReviewStage)) return
  const current = currentReview(backend.jobs.view(job))
  if (current?.stage !== stage) {
    const detail = `The translation ${job.id} does not wait for a review of its ${String(stage)}.`
    throw new Refusal(409, 'not_waiting', detail)
  }
  syncCues(job, cues, backend.clock.nowMs())
  if (revision !== undefined && revision !== revisionOf(cues)) {
    const detail = `The cues of ${job.id} were edited since. Read them again, then approve their newest revision.`
    throw new Refusal(409, 'outdated', detail)
  }
  goOnAfter(stage as ReviewStage, job, backend)
}

function goOnAfter(stage: ReviewStage, job: SimulatedJob, backend: Backend): void {
  const details = detailsOf(job)
  const { review } = details
  details.continuedAtMs = backend.clock.nowMs()
  review.approved.push(stage)
  review.dueAtMs = undefined
  addEvent(job, { type: 'approved', message: `The ${stage} was approved.` }, backend)
  const next = awaitedStage(review)
  for (const target of job.targets) backend.jobs.goOn(job, target.language, next && stopOf(next, target))
}

function stopOf(stage: ReviewStage, target: JobTarget): number | undefined {
  return startAfter(LAST_STAGE_BEFORE[stage], target)
}
