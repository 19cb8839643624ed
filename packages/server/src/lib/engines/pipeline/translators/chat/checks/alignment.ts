import type { LinePair } from './plausible-line.ts'
import { weightOf, wordsOf } from './weight.ts'

/** Letters that a word and its translation often share: names, numbers, related languages. */
const STEM = 5
/** Usual differences in length between translations: a standard deviation of the logarithm. */
const DISPERSION = 0.3
/** Evidence of one line, at most. */
const MAX_GAIN = 6
/** How much the lengths of translations differ: a standard deviation of the logarithm. */
const ENOUGH = 8
const ENOUGH_IF_SUSPECT = 3
const SPARE_WEIGHT = 4
/** Usual growth of a translation, where an answer is too short to show it. */
const USUAL_GROWTH = Math.log(1.1)

/** What surrounds the lines of an answer. */
export interface Surroundings {
  /** Lines that the model saw for context only. */
  before: readonly string[]
  after: readonly string[]
  /** Whether the model has shifted texts before. */
  isSuspect: boolean
}

/**
 * Whether some texts of an answer seem to belong to other lines, although the ids are right. Two
 * signs are read: words of a neighbour instead of a line's own, and lengths that fit far better one
 * line further.
 */
export function isMisaligned(
  pairs: readonly LinePair[],
  { before, after, isSuspect }: Surroundings,
): boolean {
  const sources = [...before, ...pairs.map(({ source }) => source), ...after]
  const evidence = isSuspect ? ENOUGH_IF_SUSPECT : ENOUGH
  return (
    haveOthersWords(pairs, sources, before.length) ||
    (pairs.length > 1 && lengthEvidence(pairs, sources, before.length) > evidence)
  )
}

function haveOthersWords(pairs: readonly LinePair[], sources: readonly string[], first: number): boolean {
  const owners = ownersOf(sources)
  const foreign = pairs.map(({ text }, at) => foreignOwner(text, first + at, owners))
  const strong = foreign.filter((found) => found !== undefined && found.words >= 2).length
  if (strong >= Math.min(2, pairs.length)) return true
  return foreign.some((found, at) => {
    const next = foreign[at + 1]
    return found !== undefined && next !== undefined && found.distance === next.distance
  })
}

/** The only line that has a stem. Stems of several lines say nothing. */
function ownersOf(sources: readonly string[]): Map<string, number> {
  const owners = new Map<string, number>()
  for (const [at, source] of sources.entries()) {
    for (const stem of stemsOf(source)) owners.set(stem, owners.has(stem) ? -1 : at)
  }
  return owners
}

/** The line whose words a text has, if it has none of its own. */
function foreignOwner(
  text: string,
  own: number,
  owners: ReadonlyMap<string, number>,
): { distance: number; words: number } | undefined {
  const counts = new Map<number, number>()
  for (const stem of stemsOf(text)) {
    const owner = owners.get(stem) ?? -1
    if (owner >= 0) counts.set(owner, (counts.get(owner) ?? 0) + 1)
  }
  if (counts.has(own)) return undefined
  const [best] = [...counts].sort(([, one], [, other]) => other - one)
  return best && { distance: best[0] - own, words: best[1] }
}

function stemsOf(text: string): Set<string> {
  const words = wordsOf(text).filter((word) => word.length >= STEM || /\d/.test(word))
  return new Set(words.map((word) => (/\d/.test(word) ? word : word.slice(0, STEM))))
}

/** How much better the lengths of neighbouring texts fit one line further. */
function lengthEvidence(pairs: readonly LinePair[], sources: readonly string[], first: number): number {
  const weights = sources.map((source, at) => Math.min(weightOf(source), pairs[at - first]?.max ?? Infinity))
  const growths = pairs.map(({ text }, at) => growth(text, weights[first + at]))
  const usual = growths.length < 3 ? USUAL_GROWTH : median(growths)
  const misfit = (at: number, other: number) =>
    (growth(pairs[at]?.text ?? '', weights[first + other]) - usual) ** 2 / (2 * DISPERSION ** 2)
  const gain = (at: number, shift: number) =>
    weights[first + at + shift] === undefined ? 0 : misfit(at, at) - misfit(at, at + shift)
  const runs = [-1, 1].map((shift) =>
    largestRun(pairs.map((_, at) => Math.max(-MAX_GAIN, Math.min(MAX_GAIN, gain(at, shift))))),
  )
  return Math.max(...runs)
}

function growth(text: string, sourceWeight = 0): number {
  return Math.log((weightOf(text) + SPARE_WEIGHT) / (sourceWeight + SPARE_WEIGHT))
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

/** The largest sum of neighbouring values. */
function largestRun(values: readonly number[]): number {
  let sum = 0
  let largest = 0
  for (const value of values) {
    sum = Math.max(0, sum + value)
    largest = Math.max(largest, sum)
  }
  return largest
}
