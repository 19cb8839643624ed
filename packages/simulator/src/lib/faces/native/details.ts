import type { CueFit, ReviewStage, ReviewTimeout, TranslationEvent } from 'video-translation-client'
import type { SimulatedJob } from '../../backend/job.ts'
import type { JobCues } from '../../cues/job-cues.ts'

/** Facts that this face keeps with a job. */
export interface NativeDetails {
  options: unknown
  /** Number of the translation's revision, which grows when it goes on after its end. */
  revision: number
  /** When it last went on after an end or a review. */
  continuedAtMs?: number | undefined
  review: Review
  cues: JobCues
  /** What people did, for the history. */
  events: TranslationEvent[]
  /** Lines that somebody wanted to hear, the newest at the end. */
  previews: StoredPreview[]
}

/** A line that somebody wanted to hear. */
export interface StoredPreview {
  id: string
  target: string
  cue?: string
  text: string
  voice?: string
  seconds: number
  fit?: CueFit
  createdAtMs: number
}

export interface Review {
  /** Where it stops, in the order of the stages. */
  stages: readonly ReviewStage[]
  approved: ReviewStage[]
  timeout?: ReviewTimeout | undefined
  /** When the present stop ends by itself. */
  dueAtMs?: number | undefined
}

export function detailsOf({ details }: SimulatedJob): NativeDetails {
  return details as unknown as NativeDetails
}
