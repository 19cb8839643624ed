import type { Timeline } from 'video-translation-simulator'
import type { TaskContext } from '../engine.ts'
import type { Clock } from './clock.ts'

/** The part of a timeline that one task plays. */
interface PlayWindow {
  fromMs: number
  toMs: number
  /** End without a failure. Progress refers to it, so that it reveals no coming failure. */
  plannedMs: number
  /** Time at which `fromMs` is played. */
  startedAtMs: number
}

/** Four updates a second are enough, and thousands of tasks may play at once. */
const MIN_SLEEP_MS = 250
/** Tasks without a sign of life for hours are stopped, so progress is sent at least this often. */
const MAX_SLEEP_MS = 600_000

/** Plays a part of the timeline, `speed` times as fast as real time, and resolves at its end. */
export async function play(
  timeline: Timeline,
  window: PlayWindow,
  context: TaskContext,
  { clock, speed }: { clock: Clock; speed: number },
): Promise<void> {
  const position = () => window.fromMs + Math.max(0, clock.now() - window.startedAtMs) * speed
  for (let ms = position(); ms < window.toMs; ms = position()) {
    reportProgress(timeline, window, ms, context)
    const wakeMs = Math.min(
      window.toMs,
      Math.max(timeline.nextChangeMs(ms) ?? window.toMs, ms + MIN_SLEEP_MS * speed),
    )
    await clock.sleep(Math.min((wakeMs - ms) / speed, MAX_SLEEP_MS), context.signal)
  }
  context.signal.throwIfAborted()
}

/** Reports the task's progress and remaining time, scaled to its part of the timeline. */
function reportProgress(
  timeline: Timeline,
  { fromMs, plannedMs }: PlayWindow,
  ms: number,
  context: TaskContext,
): void {
  const { stage, progress, expectedSeconds } = timeline.at(ms)
  context.progress({
    stage,
    ...(progress !== undefined && { progress: (ms - fromMs) / (plannedMs - fromMs) }),
    ...(expectedSeconds !== undefined && { expectedSeconds: (plannedMs - ms) / 1000 }),
  })
}
