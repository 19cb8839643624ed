import { secondsIn, type TimeSpan } from './time-span.ts'
import { windowAround, type Window } from './windows.ts'

export interface SegmentLimits {
  /** Longest segment. Only speech without any pause exceeds it. */
  maxSeconds: number
  /** A pause of this length or more always separates two segments. */
  pauseSeconds: number
  padSeconds: number
}

/** A recogniser needs context: a shorter segment joins the next one. */
const SHORT_SECONDS = 1.5
/** Longest pause across which a short segment joins the next one. */
const JOIN_SECONDS = 1.2

/** Divides speech at its pauses, if possible at the longest ones. */
export function segmentsOf(voice: readonly TimeSpan[], limits: SegmentLimits): Window[] {
  const segments = splitAtPauses(voice, limits).flatMap((run) => splitLong(run, limits.maxSeconds))
  return joinShort(segments, limits.maxSeconds).map((run) => windowAround(run, limits.padSeconds))
}

function splitAtPauses(voice: readonly TimeSpan[], { pauseSeconds }: SegmentLimits): TimeSpan[][] {
  const runs: TimeSpan[][] = []
  for (const span of voice) {
    const run = runs.at(-1)
    if (run !== undefined && span.start - endOf(run) < pauseSeconds) run.push(span)
    else runs.push([span])
  }
  return runs
}

function splitLong(run: TimeSpan[], maxSeconds: number): TimeSpan[][] {
  if (run.length < 2 || secondsIn(whole(run)) <= maxSeconds) return [run]
  const cut = indexAfterLongestPause(run)
  return [...splitLong(run.slice(0, cut), maxSeconds), ...splitLong(run.slice(cut), maxSeconds)]
}

function indexAfterLongestPause(run: readonly TimeSpan[]): number {
  const pauses = run.slice(1).map(({ start }, index) => start - (run[index]?.end ?? start))
  return pauses.indexOf(Math.max(...pauses)) + 1
}

/** "Ask not", alone, is heard as "As not". */
function joinShort(segments: readonly TimeSpan[][], maxSeconds: number): TimeSpan[][] {
  const joined: TimeSpan[][] = []
  for (const segment of segments) {
    const before = joined.at(-1)
    if (before !== undefined && belongsTogether(before, segment, maxSeconds)) before.push(...segment)
    else joined.push([...segment])
  }
  return joined
}

function belongsTogether(before: TimeSpan[], next: TimeSpan[], maxSeconds: number): boolean {
  const isShort = secondsIn(whole(before)) < SHORT_SECONDS
  const pause = whole(next).start - endOf(before)
  return isShort && pause <= JOIN_SECONDS && secondsIn(whole([...before, ...next])) <= maxSeconds
}

function whole(run: readonly TimeSpan[]): TimeSpan {
  return { start: run[0]?.start ?? 0, end: endOf(run) }
}

function endOf(run: readonly TimeSpan[]): number {
  return run.at(-1)?.end ?? 0
}
