/** A part of a recording, in seconds. */
export interface TimeSpan {
  start: number
  end: number
}

export function secondsIn({ start, end }: TimeSpan): number {
  return end - start
}

export function secondsOf(spans: readonly TimeSpan[]): number {
  return spans.reduce((sum, span) => sum + secondsIn(span), 0)
}

/** Seconds that two spans have in common. */
export function overlap(one: TimeSpan, other: TimeSpan): number {
  return Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start))
}

/**
 * Those of many spans that lie within another one. They are in order, so that the first is found
 * by halving.
 */
export function spansWithin(spans: readonly TimeSpan[], { start, end }: TimeSpan): TimeSpan[] {
  let [first, last] = [0, spans.length]
  while (first < last) {
    const middle = Math.floor((first + last) / 2)
    if ((spans[middle]?.start ?? Infinity) < start) first = middle + 1
    else last = middle
  }
  const within: TimeSpan[] = []
  for (let at = first; (spans[at]?.end ?? Infinity) <= end; at++) within.push(spans[at] as TimeSpan)
  return within
}

/** The parts of a span before, between and after the silences in it, which are in order. */
export function partsBetween(span: TimeSpan, silences: readonly TimeSpan[]): TimeSpan[] {
  const inside = silences.filter(({ start, end }) => start > span.start && end < span.end)
  const starts = [span.start, ...inside.map(({ end }) => end)]
  return starts.map((start, index) => ({ start, end: inside[index]?.start ?? span.end }))
}

/** Times in a sentence: `3.2-4.1 s, 7.0-7.9 s and 3 more places`. */
export function describeSpans(spans: readonly TimeSpan[]): string {
  const shown = spans.slice(0, MAX_SHOWN).map(({ start, end }) => `${start.toFixed(1)}-${end.toFixed(1)} s`)
  const more = spans.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} more ${more === 1 ? 'place' : 'places'}`
  return shown.join(', ').replace(/, ([^,]*)$/, ' and $1')
}

const MAX_SHOWN = 10
