import type { Cue } from 'video-translation-client'

/** The part of the time that is seen. */
export interface Span {
  fromSeconds: number
  pxPerSecond: number
}

const LEAST_PX = 4
const MOST_PX = 400

export function secondsAt(xPx: number, { fromSeconds, pxPerSecond }: Span): number {
  return Math.max(0, fromSeconds + xPx / pxPerSecond)
}

export function xAt(seconds: number, { fromSeconds, pxPerSecond }: Span): number {
  return (seconds - fromSeconds) * pxPerSecond
}

/** Zooms, and keeps the time under a point where it is. */
export function zoomed(span: Span, factor: number, xPx: number): Span {
  const pxPerSecond = Math.max(LEAST_PX, Math.min(MOST_PX, span.pxPerSecond * factor))
  const seconds = secondsAt(xPx, span)
  return { pxPerSecond, fromSeconds: Math.max(0, seconds - xPx / pxPerSecond) }
}

export function scrolled(span: Span, byPx: number): Span {
  return { ...span, fromSeconds: Math.max(0, span.fromSeconds + byPx / span.pxPerSecond) }
}

/** Moves on only when a time is not seen, so that nothing jumps while one looks. */
export function showing(span: Span, seconds: number, widthPx: number): Span {
  const x = xAt(seconds, span)
  if (widthPx === 0 || (x >= 0 && x <= widthPx)) return span
  return { ...span, fromSeconds: Math.max(0, seconds - (0.1 * widthPx) / span.pxPerSecond) }
}

/** The cues that are seen. */
export function seen(cues: readonly Cue[], span: Span, widthPx: number): readonly Cue[] {
  const endSeconds = secondsAt(widthPx, span)
  const first = cues.findIndex(({ end }) => end + LONGEST_OVERFLOW_SECONDS >= span.fromSeconds)
  if (first === -1) return []
  const after = cues.findIndex(({ start }) => start > endSeconds)
  return cues.slice(first, after === -1 ? undefined : after)
}

/** A dub may reach so far beyond its line. */
const LONGEST_OVERFLOW_SECONDS = 10
