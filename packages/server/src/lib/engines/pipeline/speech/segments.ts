import type { Stretch } from './inference-protocol.ts'

export interface SegmentLimits {
  /** No segment is longer, unless there is no pause at all to part it at. In samples, as all of these. */
  longest: number
  /** A longer pause always parts. */
  pause: number
}

/** Joins stretches of speech into segments that end where the speaker pauses, best at the longest pauses. */
export function segmentsOf(stretches: Stretch[], limits: SegmentLimits): Stretch[] {
  return splitAtPauses(stretches, limits).flatMap((run) => splitLong(run, limits.longest))
}

function splitAtPauses(stretches: Stretch[], { pause }: SegmentLimits): Stretch[][] {
  const runs: Stretch[][] = []
  for (const stretch of stretches) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run !== undefined && before !== undefined && stretch.first - before.end < pause) run.push(stretch)
    else runs.push([stretch])
  }
  return runs
}

function splitLong(run: Stretch[], longest: number): Stretch[] {
  const [start, last] = [run[0], run.at(-1)]
  if (start === undefined || last === undefined) return []
  if (run.length === 1 || last.end - start.first <= longest) return [{ first: start.first, end: last.end }]
  const cut = longestPause(run)
  return [...splitLong(run.slice(0, cut), longest), ...splitLong(run.slice(cut), longest)]
}

/** Index of the stretch after the longest pause. */
function longestPause(run: Stretch[]): number {
  const pauses = run.slice(1).map((stretch, index) => stretch.first - (run[index]?.end ?? stretch.first))
  return pauses.indexOf(Math.max(...pauses)) + 1
}
