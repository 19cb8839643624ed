import type { Timeline } from 'video-translation-simulator'
import type { TaskContext } from '../engine.ts'
import type { Clock } from './clock.ts'

/** The part of a timeline that one task plays. */
interface Window {
  fromMs: number
  toMs: number
  /** Where it would end if nothing failed: a failure to come must not show in the progress. */
  plannedMs: number
  /** The instant of `fromMs`. */
  startedAtMs: number
}

/** Thousands may play at once; nobody sees more than four updates a second. */
const SHORTEST_SLEEP_MS = 250
/** A task that gives no sign for hours counts as hung. */
const LONGEST_SLEEP_MS = 600_000

/** Plays a part of the timeline in real time (times `speed`), telling progress; resolves at its end. */
export async function play(
  timeline: Timeline,
  window: Window,
  context: TaskContext,
  { clock, speed }: { clock: Clock; speed: number },
): Promise<void> {
  const position = () => window.fromMs + Math.max(0, clock.now() - window.startedAtMs) * speed
  for (let ms = position(); ms < window.toMs; ms = position()) {
    tell(timeline, window, ms, context)
    const wakeMs = Math.min(
      window.toMs,
      Math.max(timeline.nextChangeMs(ms) ?? window.toMs, ms + SHORTEST_SLEEP_MS * speed),
    )
    await clock.sleep(Math.min((wakeMs - ms) / speed, LONGEST_SLEEP_MS), context.signal)
  }
  context.signal.throwIfAborted()
}

/** Progress and remaining time of the task, which is only a part of the timeline. */
function tell(timeline: Timeline, { fromMs, plannedMs }: Window, ms: number, context: TaskContext): void {
  const { stage, progress, expectedSeconds } = timeline.at(ms)
  context.progress({
    stage,
    ...(progress !== undefined && { progress: (ms - fromMs) / (plannedMs - fromMs) }),
    ...(expectedSeconds !== undefined && { expectedSeconds: (plannedMs - ms) / 1000 }),
  })
}
