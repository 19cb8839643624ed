import { secondsIn, type TimeSpan } from './time-span.ts'

/** Speech that Whisper hears in one piece. */
export interface Window {
  /** Includes a little sound before and after the speech. */
  span: TimeSpan
  /** The stretches of voice in it. */
  voice: TimeSpan[]
}

/** Each call costs as much as 30 s of sound, so short stretches share one. */
const MAX_WINDOW_SECONDS = 28
/** Whisper skips speech after a longer pause. */
const MAX_GAP_SECONDS = 2
const PAD_SECONDS = 0.15

/** Packs stretches of voice into as few windows as possible, without cutting any of them. */
export function windowsOf(voice: readonly TimeSpan[]): Window[] {
  const groups: TimeSpan[][] = []
  for (const span of voice) {
    const group = groups.at(-1)
    if (group !== undefined && fits(group, span)) group.push(span)
    else groups.push([span])
  }
  return groups.map((group) => ({ span: padded(group), voice: group }))
}

/** The first stretches, up to this many seconds of voice. The last one is cut. */
export function firstSeconds(voice: readonly TimeSpan[], seconds: number): TimeSpan[] {
  const first: TimeSpan[] = []
  let left = seconds
  for (const span of voice) {
    if (left <= 0) break
    first.push({ start: span.start, end: Math.min(span.end, span.start + left) })
    left -= secondsIn(span)
  }
  return first
}

function fits(group: readonly TimeSpan[], next: TimeSpan): boolean {
  const start = group[0]?.start ?? next.start
  const end = group.at(-1)?.end ?? next.start
  return next.start - end < MAX_GAP_SECONDS && next.end - start <= MAX_WINDOW_SECONDS
}

function padded(group: readonly TimeSpan[]): TimeSpan {
  const start = group[0]?.start ?? 0
  return { start: Math.max(0, start - PAD_SECONDS), end: (group.at(-1)?.end ?? start) + PAD_SECONDS }
}
