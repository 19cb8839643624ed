import type { Joint } from './joints.ts'
import {
  MAX_CUE_SECONDS,
  MAX_SPOKEN_SECONDS,
  MIN_CUE_SECONDS,
  shownSeconds,
  silenceBefore,
} from './shown-seconds.ts'
import type { Word } from './word.ts'

/** A few cues may last a little longer, where no place to cut is good. */
const LONGEST_CUE_SECONDS = 8
const MAX_LONG_SHARE = 0.05
/** Nobody says as many words in so long. Words of equal times are as many as there are. */
const MAX_CUE_WORDS = 100

/** Every cue costs, so that few are made. */
const CUE_COST = 1
/** What the longest cue costs. By the square, so that cues of equal lengths are cheapest. */
const LENGTH_COST = 1
/** What each second costs that a cue is too long. A cut after a sign is cheaper. */
const EXCESS_COST = 1.8
/**
 * What each second costs that a cue lacks. A sentence that lacks a seventh of one stays alone: the
 * next one may be another speaker's.
 */
const LACK_COST = 7
/**
 * What a second of another speaker costs while the main one is silent. By the square, because turns
 * have errors: the end of a word costs less than a torn phrase, and a short answer more.
 */
const OTHER_SPEAKER_COST = 80

/** What cues are made of. */
export interface Material {
  words: readonly Word[]
  /** After each word but the last. */
  joints: readonly Joint[]
  /** How long each speaker speaks in each word. */
  speakers: readonly ReadonlyMap<string, number>[]
}

/** The cheapest way to cut the words before some word. */
interface Cut {
  cost: number
  /** The first word of its last cue. */
  first: number
}

/** The words of a cue: from the first one to the one before `next`. */
export interface CueWords {
  first: number
  next: number
}

/**
 * The cheapest cues. No more than one of twenty, or a single one, is shown for longer than 7 s: up
 * to 7.2 s of speech are shown for 7.
 */
export function cheapestPieces(material: Material): CueWords[] {
  const pieces = piecesUpTo(LONGEST_CUE_SECONDS, material)
  const long = pieces.filter((piece) => spokenSeconds(material.words, piece) > MAX_SPOKEN_SECONDS)
  const isFew = long.length <= Math.max(1, MAX_LONG_SHARE * pieces.length)
  return isFew ? pieces : piecesUpTo(MAX_SPOKEN_SECONDS, material)
}

/** By dynamic programming: `cuts[end]` cuts the words before `end`. */
function piecesUpTo(longest: number, material: Material): CueWords[] {
  const cuts: Cut[] = [{ cost: 0, first: 0 }]
  const all = material.words.length
  for (let end = 1; end <= all; end++) cuts.push(cheapestCut(material, cuts, { end, longest }))
  const pieces: CueWords[] = []
  for (let end = all; end > 0; end = cuts[end]?.first ?? 0)
    pieces.push({ first: cuts[end]?.first ?? 0, next: end })
  return pieces.toReversed()
}

function cheapestCut(
  { words, joints, speakers }: Material,
  cuts: readonly Cut[],
  { end, longest }: { end: number; longest: number },
): Cut {
  let best: Cut = { cost: Infinity, first: end - 1 }
  let joins = 0
  const heard: Heard = { bySpeaker: new Map(), longest: 0, spoken: 0 }
  const earliest = Math.max(0, end - MAX_CUE_WORDS)
  const silence = silenceBefore(words, end)
  for (let first = end - 1; first >= earliest && joins < Infinity; first--) {
    const seconds = spokenSeconds(words, { first, next: end })
    // A single word may last longer than a cue.
    if (seconds > longest && first < end - 1) break
    addSpeakers(heard, speakers[first] ?? NOBODY)
    const { cut, join } = joints[first - 1] ?? NOWHERE
    const cost = costOf(cuts[first]) + cut + joins + cueCost(seconds, silence) + speakersCost(heard)
    if (cost < best.cost) best = { cost, first }
    joins += join
  }
  return best
}

/** Before the first word. */
const NOWHERE: Joint = { cut: 0, join: 0 }
const NOBODY: ReadonlyMap<string, number> = new Map()

function spokenSeconds(words: readonly Word[], { first, next }: CueWords): number {
  return (words[next - 1]?.end ?? 0) - (words[first]?.start ?? 0)
}

function costOf(cut: Cut | undefined): number {
  return cut?.cost ?? Infinity
}

function cueCost(seconds: number, silence: number): number {
  const shown = shownSeconds(seconds, silence)
  const lack = Math.max(0, MIN_CUE_SECONDS - shown)
  const excess = Math.max(0, shown - MAX_CUE_SECONDS)
  const length = LENGTH_COST * (seconds / MAX_CUE_SECONDS) ** 2
  return CUE_COST + length + LACK_COST * lack + EXCESS_COST * excess
}

/** Seconds that speakers have in a cue. */
interface Heard {
  bySpeaker: Map<string, number>
  /** The main speaker's. */
  longest: number
  /** All in which anybody speaks. Two at once count once. */
  spoken: number
}

function addSpeakers(heard: Heard, speakers: ReadonlyMap<string, number>): void {
  let most = 0
  for (const [speaker, seconds] of speakers) {
    const sum = (heard.bySpeaker.get(speaker) ?? 0) + seconds
    heard.bySpeaker.set(speaker, sum)
    heard.longest = Math.max(heard.longest, sum)
    most = Math.max(most, seconds)
  }
  heard.spoken += most
}

function speakersCost({ longest, spoken }: Heard): number {
  return OTHER_SPEAKER_COST * (spoken - longest) ** 2
}
