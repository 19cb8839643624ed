import type { ReviewStage } from 'video-translation-client'
import type { Now } from '../clock.ts'
import type { Review, TranslationRecord } from '../records.ts'
import type { Job } from './job.ts'

/** The stop that a translation makes next, or is at. Undefined: it goes on to its end. */
export function awaitedStage(review: Review | undefined): ReviewStage | undefined {
  return review?.stages.find((stage) => !review.approved.includes(stage))
}

/** What a person has to look at now. Undefined: nothing, or what a vendor asks for. */
export function currentReview({
  status,
  review,
}: Pick<TranslationRecord, 'status' | 'review'>): ReviewStage | undefined {
  return status === 'needs_input' ? awaitedStage(review) : undefined
}

/** When the stop of a job ends by itself, on the machine's clock. It begins when the job stops. */
export function reviewDueAt(job: Job, now: Now): number | undefined {
  const timeout = currentReview(job) && job.review?.timeout
  return timeout && (job.reviewDueAt ?? now.wall + timeout.seconds * 1000)
}
