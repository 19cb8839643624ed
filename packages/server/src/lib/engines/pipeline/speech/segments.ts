import type { SampleRange } from './speech-protocol.ts'

export interface SegmentLimits {
  /** Longest segment. Only speech without any pause exceeds it. */
  maxSamples: number
  /** A pause of this length or more always separates two segments. */
  pauseSamples: number
}

/** Joins ranges of speech into segments that end at pauses, if possible at the longest ones. */
export function segmentsOf(speech: SampleRange[], limits: SegmentLimits): SampleRange[] {
  return splitAtPauses(speech, limits).flatMap((run) => splitLong(run, limits.maxSamples))
}

function splitAtPauses(speech: SampleRange[], { pauseSamples }: SegmentLimits): SampleRange[][] {
  const runs: SampleRange[][] = []
  for (const range of speech) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run !== undefined && before !== undefined && range.first - before.end < pauseSamples) run.push(range)
    else runs.push([range])
  }
  return runs
}

function splitLong(run: SampleRange[], maxSamples: number): SampleRange[] {
  const [start, last] = [run[0], run.at(-1)]
  if (start === undefined || last === undefined) return []
  if (run.length === 1 || last.end - start.first <= maxSamples) return [{ first: start.first, end: last.end }]
  const cut = indexAfterLongestPause(run)
  return [...splitLong(run.slice(0, cut), maxSamples), ...splitLong(run.slice(cut), maxSamples)]
}

function indexAfterLongestPause(run: SampleRange[]): number {
  const pauses = run.slice(1).map((range, index) => range.first - (run[index]?.end ?? range.first))
  return pauses.indexOf(Math.max(...pauses)) + 1
}
