import { type Anchor, matchPauses, type Pause } from './match-pauses.ts'
import { spokenLength } from './spoken-length.ts'
import { overlap, partsBetween, secondsIn, secondsOf, type TimeSpan } from './time-span.ts'
import type { Word } from './word.ts'

/**
 * Gives times to words that have none: each takes as much of the voice as its share of the text,
 * and the pauses of the voice stand at the ends of sentences and of words where they fit best.
 * Measured with speech of known times, in stretches of at most 10 s: as good as an alignment model.
 * @param dips short silences within the voice, in order
 */
export function shareTimes(
  texts: readonly string[],
  voice: readonly TimeSpan[],
  dips: readonly TimeSpan[] = [],
): Word[] {
  if (texts.length === 0 || voice.length === 0) return []
  const pieces = voice.flatMap((span) => partsBetween(span, dips))
  const edges = sharesOf(texts, secondsOf(pieces))
  const moved = moveBetween(edges, matchPauses(texts, edges, pausesOf(pieces, dips)))
  return texts.map((text, index) => ({
    text,
    start: timeAt(moved[index] ?? 0, pieces, 'start'),
    end: timeAt(moved[index + 1] ?? 0, pieces, 'end'),
  }))
}

/** Seconds of voice before each word, and after the last one. */
function sharesOf(texts: readonly string[], seconds: number): number[] {
  const lengths = texts.map((text) => 1 + spokenLength(text.trim()))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const edges = [0]
  for (const length of lengths) edges.push((edges.at(-1) ?? 0) + (seconds * length) / total)
  return edges
}

/** No sound of speech is a silence of this length. */
const FAINT_SECONDS = 0.15

/** The gaps between the pieces of voice. */
function pausesOf(pieces: readonly TimeSpan[], dips: readonly TimeSpan[]): Pause[] {
  let at = 0
  return pieces.slice(1).map((next, index) => {
    const piece = pieces[index] ?? next
    at += secondsIn(piece)
    const gap = { start: piece.end, end: next.start }
    const isFaint = secondsIn(gap) < FAINT_SECONDS && dips.some((dip) => overlap(dip, gap) > 0)
    return { at, seconds: secondsIn(gap), isFaint }
  })
}

/** Stretches the edges between two anchors evenly. */
function moveBetween(edges: readonly number[], anchors: readonly Anchor[]): number[] {
  return edges.map((seconds, edge) => {
    const after = anchors.find((anchor) => anchor.edge >= edge)
    const before = anchors.findLast((anchor) => anchor.edge <= edge)
    if (before === undefined || after === undefined || before.edge === after.edge) return after?.at ?? seconds
    const [from = 0, to = 0] = [edges[before.edge], edges[after.edge]]
    return before.at + ((seconds - from) / (to - from)) * (after.at - before.at)
  })
}

/** A rounding error must not move a word to the other side of a pause. */
const TINY_SECONDS = 1e-6

/** Time in the recording. At a pause, a start stands after it and an end before it. */
function timeAt(seconds: number, voice: readonly TimeSpan[], side: 'start' | 'end'): number {
  let before = 0
  for (const span of voice) {
    const inside = seconds - before
    const isHere =
      side === 'end' ? inside <= secondsIn(span) + TINY_SECONDS : inside < secondsIn(span) - TINY_SECONDS
    if (isHere) return span.start + Math.max(0, Math.min(inside, secondsIn(span)))
    before += secondsIn(span)
  }
  return voice.at(-1)?.end ?? 0
}
