import type { TranslationEvent } from 'video-translation-client'
import type { Backend } from '../../backend/backend.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { JobView } from '../../backend/job-view.ts'
import { detailsOf } from './details.ts'

const MAX_EVENTS = 100

/** Adds what a person did to the history. */
export function addEvent(
  job: SimulatedJob,
  event: Pick<TranslationEvent, 'type' | 'message'>,
  { clock, jobs }: Backend,
): void {
  const { events, revision } = detailsOf(job)
  const at = new Date(clock.nowMs()).toISOString()
  events.push({ version: jobs.view(job).version + 1, revision, at, ...event })
  if (events.length > MAX_EVENTS) events.shift()
}

/** The history that a timeline can give: the creation, what people did, and the present ends. */
export function historyOf({ job, targets, createdAtMs, version }: JobView): TranslationEvent[] {
  const { revision, events } = detailsOf(job)
  const created = { version: 1, at: new Date(createdAtMs).toISOString(), type: 'created' }
  const ends = targets.flatMap(({ language, status, endedAtMs }) =>
    endedAtMs === undefined
      ? []
      : {
          version,
          revision,
          at: new Date(endedAtMs).toISOString(),
          type: status === 'error' ? 'failed' : status,
          language,
        },
  )
  return [created, ...events, ...ends]
}
