import { secondsIn, type TimeSpan } from './time-span.ts'

/** Speech that a recogniser hears in one piece. */
export interface Window {
  /** Includes a little sound before and after the speech. */
  span: TimeSpan
  /** The stretches of voice in it. */
  voice: TimeSpan[]
}

/** @param padSeconds sound before and after the speech */
export function windowAround(voice: TimeSpan[], padSeconds: number): Window {
  const start = voice[0]?.start ?? 0
  const end = voice.at(-1)?.end ?? start
  return { span: { start: Math.max(0, start - padSeconds), end: end + padSeconds }, voice }
}

export interface PackingLimits {
  /** Longest window, without the sound around it. */
  maxSeconds: number
  /** After a pause of this length a new window starts. */
  gapSeconds: number
  padSeconds: number
}

/**
 * Packs stretches of voice into as few windows as possible, without cutting any of them: for a
 * recogniser whose windows all cost the same.
 */
export function packWindows(voice: readonly TimeSpan[], limits: PackingLimits): Window[] {
  const groups: TimeSpan[][] = []
  for (const span of voice) {
    const group = groups.at(-1)
    if (group !== undefined && fits(group, span, limits)) group.push(span)
    else groups.push([span])
  }
  return groups.map((group) => windowAround(group, limits.padSeconds))
}

/** The stretches up to this many seconds of voice, from the one at `first`. The last one is cut. */
export function takeSeconds(voice: readonly TimeSpan[], seconds: number, first = 0): TimeSpan[] {
  const taken: TimeSpan[] = []
  let left = seconds
  for (const span of voice.slice(first)) {
    if (left <= 0) break
    taken.push({ start: span.start, end: Math.min(span.end, span.start + left) })
    left -= secondsIn(span)
  }
  return taken
}

function fits(
  group: readonly TimeSpan[],
  next: TimeSpan,
  { maxSeconds, gapSeconds }: PackingLimits,
): boolean {
  const start = group[0]?.start ?? next.start
  const end = group.at(-1)?.end ?? next.start
  return next.start - end < gapSeconds && next.end - start <= maxSeconds
}
