import { type Break, breaksIn } from '../../../phrases/breaks.ts'
import type { Word } from './word.ts'

/** A short cue joins a neighbour that is nearer than this, in the middle of a sentence and else. */
const JOIN_SECONDS = { within: 1, between: 0.5 }
/** After so long a pause a cue would stand there in silence. */
const LONGEST_PAUSE_SECONDS = 2
/** Pauses that end a cue in the middle of a sentence. */
const PAUSES_WITHIN: Partial<Record<Break, number>> = { torn: LONGEST_PAUSE_SECONDS, tight: 1.5 }
const PAUSE_WITHIN_SECONDS = 0.8
/** The pause that ends a cue where a sentence may end. */
const PAUSE_SECONDS = 0.6

/** What a cue costs that goes on after its sentence. It is less than that of one too short. */
const JOIN_COST = 2
const CUT_COSTS: Record<Break, number> = {
  sentence: 0,
  clause: 0.2,
  conjunction: 1.2,
  preposition: 1.4,
  phrase: 1.5,
  plain: 1.8,
  tight: 5,
  torn: 9,
}
/** Shorter gaps are not audible as a pause. */
const AUDIBLE_SECONDS = 0.15
/** A pause of half a second halves the cost of a cut, and so on. */
const PAUSE_WORTH = 2

/** Between a word and the next one. */
export interface Joint {
  /** What it costs that a cue ends here. */
  cut: number
  /** What it costs that a cue goes on here. */
  join: number
}

/** The joints after all words but the last. @param language BCP 47 tag */
export function jointsIn(words: readonly Word[], language: string): Joint[] {
  const texts = words.map(({ text }) => text)
  return breaksIn(texts, language).map((kind, index) => {
    const [before, after] = [words[index], words[index + 1]]
    const pause = before && after ? after.start - before.end : 0
    return { cut: cutCost(kind, pause), join: joinCost(kind, pause, isWithin(kind, after?.text ?? '')) }
  })
}

/** Speakers hesitate within phrases too, so that a pause there is no place to cut. */
function cutCost(kind: Break, pause: number): number {
  const isWorth = pause >= AUDIBLE_SECONDS && kind !== 'tight' && kind !== 'torn'
  return CUT_COSTS[kind] / (isWorth ? 1 + PAUSE_WORTH * pause : 1)
}

/** In scripts with small letters, the next word tells whether a sentence goes on. */
function isWithin(kind: Break, after: string): boolean {
  if (kind === 'sentence' || kind === 'clause') return false
  return kind === 'torn' || kind === 'tight' || /^\P{L}*\p{Ll}/u.test(after)
}

function joinCost(kind: Break, pause: number, goesOn: boolean): number {
  const longest = goesOn ? (PAUSES_WITHIN[kind] ?? PAUSE_WITHIN_SECONDS) : PAUSE_SECONDS
  if (kind !== 'sentence' && pause < longest) return 0
  return pause < JOIN_SECONDS[goesOn ? 'within' : 'between'] ? JOIN_COST : Infinity
}
