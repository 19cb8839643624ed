import { endsClause, endsSentence } from '../../../phrases/sentences.ts'
import { spokenLength } from './spoken-length.ts'
import { secondsIn, secondsOf, type TimeSpan } from './time-span.ts'
import type { Word } from './word.ts'

/**
 * Gives times to words that have none: each takes as much of the voice as its share of the text.
 * Then the pauses of the voice move to the nearest ends of sentences, and to the nearest words.
 * Measured with speech of known times, in stretches of at most 10 s: as good as an alignment model.
 */
export function shareTimes(texts: readonly string[], voice: readonly TimeSpan[]): Word[] {
  if (texts.length === 0 || voice.length === 0) return []
  const edges = sharesOf(texts, secondsOf(voice))
  const anchors = anchorsOf(texts, edges, voice)
  const moved = moveBetween(edges, anchors)
  return texts.map((text, index) => ({
    text,
    start: timeAt(moved[index] ?? 0, voice, 'start'),
    end: timeAt(moved[index + 1] ?? 0, voice, 'end'),
  }))
}

/** An edge between words that stands at a pause. Seconds are those of the voice, without pauses. */
interface Anchor {
  edge: number
  seconds: number
}

/** Longest distance between a pause and the word that moves to it. */
const SENTENCE_REACH_SECONDS = 1.5
const CLAUSE_REACH_SECONDS = 1
const WORD_REACH_SECONDS = 0.5

/** Seconds of voice before each word, and after the last one. */
function sharesOf(texts: readonly string[], seconds: number): number[] {
  const lengths = texts.map((text) => 1 + spokenLength(text.trim()))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const edges = [0]
  for (const length of lengths) edges.push((edges.at(-1) ?? 0) + (seconds * length) / total)
  return edges
}

/** Sentences choose their pauses first, then clauses, then words. No two anchors cross. */
function anchorsOf(texts: readonly string[], edges: readonly number[], voice: readonly TimeSpan[]): Anchor[] {
  const last = edges.length - 1
  let anchors: Anchor[] = [
    { edge: 0, seconds: 0 },
    { edge: last, seconds: edges[last] ?? 0 },
  ]
  const inner = edges.map((_, index) => index).slice(1, -1)
  const rounds = [
    { reach: SENTENCE_REACH_SECONDS, takes: (edge: number) => endsSentence(texts[edge - 1] ?? '') },
    { reach: CLAUSE_REACH_SECONDS, takes: (edge: number) => endsClause(texts[edge - 1] ?? '') },
    { reach: WORD_REACH_SECONDS, takes: () => true },
  ]
  for (const { reach, takes } of rounds) {
    anchors = addAnchors(anchors, inner.filter(takes), { edges, pauses: pausesOf(voice), reach })
  }
  return anchors
}

function addAnchors(
  anchors: readonly Anchor[],
  candidates: readonly number[],
  { edges, pauses, reach }: { edges: readonly number[]; pauses: readonly number[]; reach: number },
): Anchor[] {
  const pairs = candidates.flatMap((edge) =>
    pauses.map((seconds) => ({ edge, seconds, distance: Math.abs((edges[edge] ?? 0) - seconds) })),
  )
  const added = [...anchors]
  for (const pair of pairs.sort((one, other) => one.distance - other.distance)) {
    if (pair.distance <= reach && added.every((anchor) => isInOrder(anchor, pair))) added.push(pair)
  }
  return added.sort((one, other) => one.edge - other.edge)
}

function isInOrder(one: Anchor, other: Anchor): boolean {
  return (one.edge - other.edge) * (one.seconds - other.seconds) > 0
}

/** Seconds of voice before each pause. */
function pausesOf(voice: readonly TimeSpan[]): number[] {
  const pauses: number[] = []
  for (const span of voice.slice(0, -1)) pauses.push((pauses.at(-1) ?? 0) + secondsIn(span))
  return pauses
}

/** Stretches the edges between two anchors evenly. */
function moveBetween(edges: readonly number[], anchors: readonly Anchor[]): number[] {
  return edges.map((seconds, edge) => {
    const after = anchors.find((anchor) => anchor.edge >= edge)
    const before = anchors.findLast((anchor) => anchor.edge <= edge)
    if (before === undefined || after === undefined || before.edge === after.edge)
      return after?.seconds ?? seconds
    const [from = 0, to = 0] = [edges[before.edge], edges[after.edge]]
    return before.seconds + ((seconds - from) / (to - from)) * (after.seconds - before.seconds)
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
