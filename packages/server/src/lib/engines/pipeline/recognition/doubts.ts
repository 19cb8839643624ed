import type { Warning } from 'video-translation-client'
import { describeSpans, overlap, secondsIn, type TimeSpan } from './time-span.ts'

/** Places of a recording where the recogniser may be wrong. */
export interface Doubts {
  /** Voice without words. */
  unwritten: TimeSpan[]
  /** More text than the sound has time for. */
  implausible: TimeSpan[]
  /** Repetitions that were removed. */
  loops: TimeSpan[]
}

/** Shorter sounds that nobody wrote down are mostly noises. */
const MIN_UNWRITTEN_SECONDS = 0.5
/** Stretches that are nearer to each other are one place. */
const SAME_PLACE_SECONDS = 1

/** One warning for each kind of doubt, with all its times. */
export function warningsOf({ unwritten, implausible, loops }: Doubts): Warning[] {
  const others = unwritten.filter((span) => implausible.every((other) => overlap(span, other) === 0))
  const lost = placesOf(others).filter((span) => secondsIn(span) >= MIN_UNWRITTEN_SECONDS)
  return [
    ...warn(loops, 'repeated_text', (times) => {
      return `The recogniser repeated itself at ${times}. The repetition was removed.`
    }),
    ...warn(implausible, 'implausible_text', (times) => {
      return `The recogniser wrote more than anybody can say in the time, at ${times}. That text was left out.`
    }),
    ...warn(lost, 'unwritten_speech', (times) => {
      return `It sounds like speech at ${times}, but no words were recognised there.`
    }),
  ]
}

function warn(spans: readonly TimeSpan[], code: string, messageAt: (times: string) => string): Warning[] {
  const inOrder = spans.toSorted((one, other) => one.start - other.start)
  return spans.length === 0 ? [] : [{ code, message: messageAt(describeSpans(inOrder)) }]
}

function placesOf(spans: readonly TimeSpan[]): TimeSpan[] {
  const places: TimeSpan[] = []
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const place = places.at(-1)
    if (place !== undefined && span.start - place.end < SAME_PLACE_SECONDS)
      place.end = Math.max(place.end, span.end)
    else places.push({ ...span })
  }
  return places
}
