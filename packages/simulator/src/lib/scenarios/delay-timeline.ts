import type { Timeline } from './timeline.ts'

/** A timeline that stands still at a position for some time, and then goes on. */
export function delayTimeline(timeline: Timeline, atMs: number, byMs: number): Timeline {
  const later = (ms: number): number => (ms > atMs ? ms + byMs : ms)
  const drawn = (ms: number): number => (ms <= atMs ? ms : Math.max(atMs, ms - byMs))
  return {
    ...timeline,
    endMs: later(timeline.endMs),
    plannedEndMs: later(timeline.plannedEndMs),
    stages: timeline.stages.map(({ stage, fromMs }) => ({ stage, fromMs: later(fromMs) })),
    at: (ms) => timeline.at(drawn(ms)),
    nextChangeMs(ms) {
      const next = timeline.nextChangeMs(drawn(ms))
      return next === undefined ? undefined : later(next)
    },
  }
}
