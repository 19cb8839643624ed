import { type Break, breaksIn } from '../../../phrases/breaks.ts'
import type { Cue } from '../providers/cue.ts'
import { textOf, type Word } from './word.ts'

const MAX_CUE_SECONDS = 7
const MIN_CUE_SECONDS = 1
/** A short cue joins a neighbour that is nearer than this, in the middle of a sentence and else. */
const JOIN_SECONDS = { within: 1, between: 0.5 }
/** After so long a pause a cue would stand there in silence. */
const LONGEST_PAUSE_SECONDS = 2
/** Pauses that end a cue in the middle of a sentence. */
const PAUSES_WITHIN: Partial<Record<Break, number>> = { torn: LONGEST_PAUSE_SECONDS, tight: 1.5 }
const PAUSE_WITHIN_SECONDS = 0.8
/** The pause that ends a cue where a sentence may end. */
const PAUSE_SECONDS = 0.6

/** Every cue costs, so that few are made. */
const CUE_COST = 1.5
/** What a cue costs that is as long as allowed. By the square, cues of equal lengths are cheapest. */
const LENGTH_COST = 1
/** A cue that is too short, and what each second that it lacks adds. */
const SHORT_COST = 3
const LACK_COST = 5
/** What a cue costs that goes on after its sentence. It is less than that of one too short. */
const JOIN_COST = 2.5
const CUT_COSTS: Record<Break, number> = {
  sentence: 0,
  clause: 0.2,
  conjunction: 0.6,
  preposition: 0.8,
  phrase: 0.9,
  plain: 1.1,
  tight: 4,
  torn: 8,
}
/** Shorter gaps are not audible as a pause. */
const AUDIBLE_SECONDS = 0.15
/** What a second of pause takes off the cost of a cut. */
const PAUSE_WORTH = 1.5

/**
 * Makes cues for people to read: they end at sentences and pauses, and last from 1 to 7 s. Among
 * all ways to cut the words, the cheapest one is taken.
 * @param language BCP 47 tag
 */
export function cuesOf(words: readonly Word[], language: string): Cue[] {
  return piecesOf(words, placesIn(words, language)).map((piece, index) => ({
    id: index + 1,
    start: rounded(startOf(piece)),
    end: rounded(endOf(piece)),
    text: textOf(piece),
  }))
}

/** Between a word and the next one. */
interface Place {
  /** What it costs that a cue ends here. */
  cut: number
  /** What it costs that a cue goes on here. */
  join: number
}

function placesIn(words: readonly Word[], language: string): Place[] {
  const texts = words.map(({ text }) => text)
  return breaksIn(texts, language).map((kind, index) => {
    const [before, after] = [words[index], words[index + 1]]
    const pause = before && after ? after.start - before.end : 0
    const goesOn = isWithin(kind, after?.text ?? '')
    const worth = pause < AUDIBLE_SECONDS ? 0 : pause * PAUSE_WORTH
    return { cut: CUT_COSTS[kind] - worth, join: joinCost(kind, pause, goesOn) }
  })
}

/** In scripts with small letters, the spelling of the next word tells whether a sentence goes on. */
function isWithin(kind: Break, after: string): boolean {
  if (kind === 'sentence' || kind === 'clause') return false
  return kind === 'torn' || kind === 'tight' || /^\P{L}*\p{Ll}/u.test(after)
}

function joinCost(kind: Break, pause: number, goesOn: boolean): number {
  const longest = goesOn ? (PAUSES_WITHIN[kind] ?? PAUSE_WITHIN_SECONDS) : PAUSE_SECONDS
  if (kind !== 'sentence' && pause < longest) return 0
  return pause < JOIN_SECONDS[goesOn ? 'within' : 'between'] ? JOIN_COST : Infinity
}

/** The cheapest cut of the words up to some word. */
interface Cut {
  cost: number
  /** The first word of its last cue. */
  first: number
}

/** Dynamic programming: `cuts[end]` is the cheapest cut of the words before `end`. */
function piecesOf(words: readonly Word[], places: readonly Place[]): Word[][] {
  const cuts: Cut[] = [{ cost: 0, first: 0 }]
  for (let end = 1; end <= words.length; end++) cuts.push(cheapestCut(words, places, cuts, end))
  const pieces: Word[][] = []
  for (let end = words.length; end > 0; end = cuts[end]?.first ?? 0)
    pieces.push(words.slice(cuts[end]?.first, end))
  return pieces.reverse()
}

function cheapestCut(words: readonly Word[], places: readonly Place[], cuts: readonly Cut[], end: number): Cut {
  let best: Cut = { cost: Infinity, first: end - 1 }
  let joins = 0
  for (let first = end - 1; first >= 0 && joins < Infinity; first--) {
    const seconds = (words[end - 1]?.end ?? 0) - (words[first]?.start ?? 0)
    // A single word may last longer than a cue.
    if (seconds > MAX_CUE_SECONDS && first < end - 1) break
    const before = (cuts[first]?.cost ?? 0) + (places[first - 1]?.cut ?? 0)
    const cost = before + joins + cueCost(seconds)
    if (cost < best.cost) best = { cost, first }
    joins += places[first - 1]?.join ?? 0
  }
  return best
}

function cueCost(seconds: number): number {
  const lack = MIN_CUE_SECONDS - seconds
  const short = lack > 0 ? SHORT_COST + lack * LACK_COST : 0
  return CUE_COST + LENGTH_COST * (seconds / MAX_CUE_SECONDS) ** 2 + short
}

function startOf(words: readonly Word[]): number {
  return words[0]?.start ?? 0
}

function endOf(words: readonly Word[]): number {
  return words.at(-1)?.end ?? 0
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
