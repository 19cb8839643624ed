import type { QueuePlace } from 'video-translation-client'
import type { WaitingPlace } from './store/records.ts'

/** Why a translation waits, as sent to clients. */
export function queueView(place: WaitingPlace): QueuePlace {
  const { reason, position, expectedStartMs } = place
  return {
    reason,
    message: describe(place),
    ...(position !== undefined && { position }),
    ...(expectedStartMs !== undefined && { expectedStartSeconds: Math.ceil(expectedStartMs / 1000) }),
  }
}

function describe({ reason, position, limit }: WaitingPlace): string {
  if (reason === 'retry') return 'It failed, and is tried again later.'
  if (reason === 'concurrency')
    return `As many tasks of this owner run as may at once: ${limit}. It starts when one of them has ended.`
  if (reason === 'daily_minutes')
    return `This owner's minutes of today are used up: ${limit}. They begin again at 00:00 UTC.`
  if (position === undefined) return 'It waits for a worker.'
  if (position === 1) return 'It waits for a worker, and is the next of its owner.'
  return `It waits for a worker. Before it, ${position - 1} of the tasks of its owner start.`
}
