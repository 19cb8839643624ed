import { primaryLanguage } from '../../../media/languages.ts'
import { type Break, breaksIn } from '../../../phrases/breaks.ts'
import { CAPITAL_NOUNS } from '../../../phrases/grammar.ts'
import type { Word } from './word.ts'

/** A short cue joins a neighbour that is nearer than this, in the middle of a sentence and else. */
const JOIN_SECONDS = { within: 1, between: 0.5 }
/** After so long a pause a cue would stand there in silence. */
const LONGEST_PAUSE_SECONDS = 2
/** The pause that ends a cue where a sentence may end. */
const PAUSE_SECONDS = 0.6
const PAUSE_WITHIN_SECONDS = 0.8
/** Nobody hesitates so long in a name. */
const PAUSE_TIGHT_SECONDS = 1.5

/**
 * How the next word goes on: with a small letter, so within a sentence, with a capital that begins
 * one, or in a way that tells nothing.
 */
type Onward = 'small' | 'capital' | 'either'
type Pauses = Partial<Record<Break, number>> & { other: number }
/** Pauses that end a cue. A recogniser without signs writes `I love you Tomorrow we leave`. */
const PAUSES: Record<Onward, Pauses> = {
  small: {
    torn: LONGEST_PAUSE_SECONDS,
    bound: LONGEST_PAUSE_SECONDS,
    tight: PAUSE_TIGHT_SECONDS,
    other: PAUSE_WITHIN_SECONDS,
  },
  capital: { torn: LONGEST_PAUSE_SECONDS, bound: PAUSE_WITHIN_SECONDS, other: PAUSE_SECONDS },
  either: {
    torn: LONGEST_PAUSE_SECONDS,
    bound: PAUSE_TIGHT_SECONDS,
    tight: PAUSE_TIGHT_SECONDS,
    other: PAUSE_SECONDS,
  },
}
/** What a cue costs that goes on after its sentence. It saves a cue: 0.15 s of lack cost more. */
const JOIN_COST = 2
const CUT_COSTS: Record<Break, number> = {
  sentence: 0,
  clause: 0.2,
  conjunction: 1.2,
  preposition: 1.4,
  phrase: 1.5,
  plain: 1.8,
  tight: 5,
  bound: 9,
  torn: 9,
}
/** What a cut costs that leaves so few words, or fewer, of a clause. */
const REMNANT_COST = 0.6
const REMNANT_WORDS = 2
/** Shorter gaps are not audible as a pause. */
const AUDIBLE_SECONDS = 0.1
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
  const kinds = breaksIn(
    words.map(({ text }) => text),
    language,
  )
  return kinds.map((kind, index) => {
    const [before, after] = [words[index], words[index + 1]]
    const pause = before && after ? after.start - before.end : 0
    const longest = before && after ? longestPause(kind, onwardOf(before, after, language)) : 0
    const cut = cutCost(kind, pause) + (leavesRemnant(kinds, index) ? REMNANT_COST : 0)
    return { cut, join: joinCost(kind, pause, longest) }
  })
}

const SIGNS: ReadonlySet<Break> = new Set(['sentence', 'clause'])

/** Whether a cut here would part a few words from their clause, which begins or ends so near. */
function leavesRemnant(kinds: readonly Break[], index: number): boolean {
  if (SIGNS.has(kinds[index] ?? 'plain')) return false
  const near = kinds.slice(Math.max(0, index - REMNANT_WORDS), index + REMNANT_WORDS + 1)
  return near.some((kind) => SIGNS.has(kind))
}

const WITHIN_PHRASE: ReadonlySet<Break> = new Set(['tight', 'bound', 'torn'])

/** Speakers hesitate within phrases too, so that a pause there is no place to cut. */
function cutCost(kind: Break, pause: number): number {
  const isWorth = pause >= AUDIBLE_SECONDS && !WITHIN_PHRASE.has(kind)
  return CUT_COSTS[kind] / (isWorth ? 1 + PAUSE_WORTH * pause : 1)
}

function onwardOf(before: Word, after: Word, language: string): Onward {
  if (SMALL.test(after.text) || isEnglishI(after, language)) return 'small'
  const isName = CAPITAL.test(before.text) && !isEnglishI(before, language)
  const isNoun = CAPITAL_NOUNS.has(primaryLanguage(language))
  return CAPITAL.test(after.text) && !isName && !isNoun ? 'capital' : 'either'
}

const SMALL = /^\P{L}*\p{Ll}/u
const CAPITAL = /^\P{L}*\p{Lu}/u

function isEnglishI({ text }: Word, language: string): boolean {
  return primaryLanguage(language) === 'en' && /^[^\p{L}\p{N}]*I(?![\p{L}\p{N}])/u.test(text)
}

function longestPause(kind: Break, onward: Onward): number {
  if (kind === 'sentence' || kind === 'clause') return PAUSE_SECONDS
  const { [kind]: own, other } = PAUSES[onward]
  return own ?? other
}

function joinCost(kind: Break, pause: number, longest: number): number {
  if (kind !== 'sentence' && pause < longest) return 0
  return pause < JOIN_SECONDS[longest > PAUSE_SECONDS ? 'within' : 'between'] ? JOIN_COST : Infinity
}
