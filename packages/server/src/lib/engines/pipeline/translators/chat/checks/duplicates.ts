import type { LinePair } from './plausible-line.ts'
import { plain, weightOf, wordsOf } from './weight.ts'

/** Shorter texts may be the translation of several lines: "Thank you.", "Thanks a lot." */
const MIN_WEIGHT = 24
/** Equal texts are a fault from this weight on, if one source is so much longer than the other. */
const MIN_EQUAL_WEIGHT = 6
const FAR_LONGER = 2.5
/** Share of common words from which two sources count as the same sentence. */
const SIMILAR = 0.5
/** A text that so many different lines share is no translation of theirs, however short. */
const MIN_SHARED = 3

/** The sources for which each text was given, over all answers of a translation. */
export type GivenTexts = Map<string, Set<string>>

export function noteTexts(given: GivenTexts, pairs: readonly LinePair[]): void {
  for (const { source, text } of pairs) {
    const sources = given.get(plain(text)) ?? new Set()
    given.set(plain(text), sources.add(plain(source)))
  }
}

/** Whether a text was given for so many different lines that it is the translation of none. */
export function isOverused({ text }: LinePair, given: GivenTexts): boolean {
  const sources = given.get(plain(text))
  if (!sources || sources.size < MIN_SHARED || weightOf(text) < MIN_EQUAL_WEIGHT) return false
  const weights = [...sources].map(weightOf)
  return Math.max(...weights) > FAR_LONGER * Math.min(...weights)
}

/** Whether the text of one line stands in another one, too, where their sources differ. */
export function haveDuplicates(pairs: readonly LinePair[]): boolean {
  const texts = pairs.map(({ text }) => plain(text))
  const repeats = pairs.some((pair, at) =>
    pairs.some((other, otherAt) => at !== otherAt && (repeatsText(pair, other) || isCopied(pair, other))),
  )
  return repeats || isSharedByMany(texts, pairs)
}

function isCopied(pair: LinePair, other: LinePair): boolean {
  if (plain(pair.text) !== plain(other.text) || weightOf(pair.text) < MIN_EQUAL_WEIGHT) return false
  return weightOf(pair.source) > FAR_LONGER * weightOf(other.source)
}

/** Whether a text contains the text of a line that says something else. */
function repeatsText(pair: LinePair, other: LinePair): boolean {
  if (weightOf(other.text) < MIN_WEIGHT || !plain(pair.text).includes(plain(other.text))) return false
  return !plain(pair.source).includes(plain(other.source)) && similarity(pair.source, other.source) < SIMILAR
}

function isSharedByMany(texts: readonly string[], pairs: readonly LinePair[]): boolean {
  return [...Map.groupBy(texts.keys(), (at) => texts[at])].some(([, group]) => {
    const sources = new Set(group.map((at) => plain(pairs[at]?.source ?? '')))
    return sources.size >= MIN_SHARED && group.length > pairs.length / 2
  })
}

function similarity(one: string, other: string): number {
  const words = new Set(wordsOf(one))
  const others = new Set(wordsOf(other))
  const common = [...words].filter((word) => others.has(word)).length
  return common / Math.max(1, Math.max(words.size, others.size))
}
