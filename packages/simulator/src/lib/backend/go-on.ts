import type { Clock } from '../clock.ts'
import { delayTimeline } from '../scenarios/delay-timeline.ts'
import { elapsedMs } from './elapsed.ts'
import { noteChange, type SimulatedJob } from './job.ts'

/**
 * Lets a target go on that has stopped. The rest of its timeline begins now.
 * @param nextStopMs position in the timeline that was drawn, at which it stops again
 */
export function goOn(
  job: SimulatedJob,
  language: string,
  nextStopMs: number | undefined,
  clock: Clock,
): void {
  const at = job.targets.findIndex((target) => target.language === language)
  const target = job.targets[at]
  if (target?.stopMs === undefined) return
  const { stopMs, timeline, ...rest } = target
  const byMs = Math.max(0, elapsedMs(job, clock.nowMs()) - stopMs)
  job.targets[at] = {
    ...rest,
    timeline: delayTimeline(timeline, stopMs, byMs),
    ...(nextStopMs !== undefined && { stopMs: nextStopMs + byMs }),
  }
  noteChange(job, clock)
}
