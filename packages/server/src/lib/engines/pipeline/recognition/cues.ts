import type { Cue } from '../providers/cue.ts'
import { bondBetween, type Bond } from './phrases.ts'
import { endsClause, endsSentence } from './sentences.ts'
import { textOf, type Word } from './word.ts'

/** Pauses that end a cue: between sentences, within a sentence, and within a phrase. */
const PAUSE_SECONDS: Record<Bond, number> = { none: 0.6, sentence: 0.8, phrase: 2 }
const MAX_CUE_SECONDS = 7
const MIN_CUE_SECONDS = 1
/** A short cue joins a neighbour that is nearer than this. */
const JOIN_SECONDS = 0.5
/** Shorter gaps are not audible as a pause. */
const AUDIBLE_SECONDS = 0.15
/** A cut after a comma is as good as one at a pause that is longer by this. */
const COMMA_SECONDS = 0.25
/** A cut within a phrase is as bad as one at a pause that is shorter by this. */
const PHRASE_SECONDS = 2

/**
 * Makes cues for people to read: they end at sentences and pauses, and last from 1 to 7 s.
 * @param language BCP 47 tag
 */
export function cuesOf(words: readonly Word[], language: string): Cue[] {
  const pieces = sentencesOf(words, language).flatMap((words) => splitLong(words, language))
  return joinShort(pieces).map((piece, index) => ({
    id: index + 1,
    start: rounded(startOf(piece)),
    end: rounded(endOf(piece)),
    text: textOf(piece),
  }))
}

function sentencesOf(words: readonly Word[], language: string): Word[][] {
  const sentences: Word[][] = []
  for (const word of words) {
    const sentence = sentences.at(-1)
    const before = sentence?.at(-1)
    const goesOn = before && !endsSentence(before.text) && !endsAt(before, word, language)
    if (sentence && goesOn) sentence.push(word)
    else sentences.push([word])
  }
  return sentences
}

function endsAt(before: Word, word: Word, language: string): boolean {
  return word.start - before.end >= PAUSE_SECONDS[bondBetween(before.text, word.text, language)]
}

function splitLong(words: Word[], language: string): Word[][] {
  if (words.length < 2 || lengthOf(words) <= MAX_CUE_SECONDS) return [words]
  const cut = bestCut(words, language)
  return [words.slice(0, cut), words.slice(cut)].flatMap((part) => splitLong(part, language))
}

/**
 * Index of the word after the longest pause, else after the comma nearest the middle, else there.
 */
function bestCut(words: readonly Word[], language: string): number {
  const cuts = words.map((_, index) => index).slice(1)
  const roomy = cuts.filter((cut) => lengthOf(words.slice(0, cut)) >= MIN_CUE_SECONDS)
  const candidates = roomy.filter((cut) => lengthOf(words.slice(cut)) >= MIN_CUE_SECONDS)
  const isComma = (cut: number) => endsClause(words[cut - 1]?.text ?? '')
  const pauseAt = (cut: number) => (words[cut]?.start ?? 0) - (words[cut - 1]?.end ?? 0)
  const isInPhrase = (cut: number) =>
    bondBetween(words[cut - 1]?.text ?? '', words[cut]?.text ?? '', language) === 'phrase'
  const weightOf = (cut: number) =>
    pauseAt(cut) + (isComma(cut) ? COMMA_SECONDS : 0) - (isInPhrase(cut) ? PHRASE_SECONDS : 0)
  const middle = (startOf(words) + endOf(words)) / 2
  const fromMiddle = (cut: number) => Math.abs((words[cut]?.start ?? 0) - middle)
  const pauses = candidates.filter((cut) => pauseAt(cut) >= AUDIBLE_SECONDS)
  if (pauses.length > 0) return pauses.reduce((best, cut) => (weightOf(cut) > weightOf(best) ? cut : best))
  const commas = candidates.filter(isComma)
  const clean = candidates.filter((cut) => !isInPhrase(cut))
  const [first = 1, ...rest] = [commas, clean, candidates, cuts].find(({ length }) => length > 0) ?? []
  return rest.reduce((best, cut) => (fromMiddle(cut) < fromMiddle(best) ? cut : best), first)
}

/** Joins cues that are too short to be read with the nearer neighbour. */
function joinShort(pieces: readonly Word[][]): Word[][] {
  const joined = [...pieces]
  for (let index = 0; index < joined.length;) {
    const neighbour = isShort(joined[index] ?? []) ? neighbourOf(joined, index) : undefined
    if (neighbour === undefined) {
      index += 1
      continue
    }
    // The joined cue may still be too short, so it is looked at again.
    index = Math.min(index, neighbour)
    joined.splice(index, 2, [...(joined[index] ?? []), ...(joined[index + 1] ?? [])])
  }
  return joined
}

function neighbourOf(pieces: readonly Word[][], index: number): number | undefined {
  const near = [index - 1, index + 1].filter((other) => {
    const [one, two] = [pieces[Math.min(index, other)], pieces[Math.max(index, other)]]
    return one && two && gap(one, two) < JOIN_SECONDS && endOf(two) - startOf(one) <= MAX_CUE_SECONDS
  })
  const [before = -1, after] = near
  if (after === undefined) return near[0]
  const piece = pieces[index] ?? []
  return gap(pieces[before] ?? [], piece) <= gap(piece, pieces[after] ?? []) ? before : after
}

function isShort(words: readonly Word[]): boolean {
  return lengthOf(words) < MIN_CUE_SECONDS
}

function gap(one: readonly Word[], two: readonly Word[]): number {
  return startOf(two) - endOf(one)
}

function lengthOf(words: readonly Word[]): number {
  return endOf(words) - startOf(words)
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
