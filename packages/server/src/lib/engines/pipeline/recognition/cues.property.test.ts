import { array, assert, boolean, constantFrom, integer, property, record, type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import type { Cue } from '../providers/cue.ts'
import type { SpeakerTurn } from '../providers/diarizer.ts'
import { cuesOf } from './cues.ts'
import type { Word } from './word.ts'

const LONGEST_CUE_SECONDS = 8
const MAX_CUE_WORDS = 100
const LONGEST_PAUSE_SECONDS = 2
/** Times of cues are whole milliseconds. */
const ROUNDING_SECONDS = 0.0015

const TEXT = constantFrom(
  'the',
  'you',
  'is',
  'and',
  'of',
  'Lord',
  'Byron',
  'house',
  '25',
  'Yes.',
  'so,',
  'B.',
  '-',
  '今日',
  'は',
  '晴れ。',
)
const LANGUAGE = constantFrom('en', 'de', 'ja', 'xx')

/** Most words are short and follow at once; some have no length, and some pauses are long. */
const WORDS: Arbitrary<Word[]> = array(
  record({
    text: TEXT,
    length: constantFrom(0, 50, 300, 500, 1500, 9000),
    pause: constantFrom(0, 0, 0, 100, 700, 1900, 2500),
  }),
  { maxLength: 150 },
).map((parts) => {
  let at = 0
  return parts.map(({ text, length, pause }) => {
    const start = at + pause
    at = start + length
    return { text: ` ${text}`, start: start / 1000, end: at / 1000 }
  })
})

/** They overlap, also those of one speaker. */
const TURNS: Arbitrary<SpeakerTurn[]> = array(
  record({ start: integer({ min: 0, max: 60 }), length: integer({ min: 1, max: 20 }), isAnna: boolean() }),
  { maxLength: 30 },
).map((turns) =>
  turns.map(({ start, length, isAnna }) => {
    return { start: start / 2, end: (start + length) / 2, speaker: isAnna ? 'Anna' : 'Ben' }
  }),
)

test('cues have each word once, in order, within the limits of a cue, whoever speaks', () => {
  assert(
    property(WORDS, LANGUAGE, TURNS, (words, language, turns) => {
      const cues = cuesOf(words, language, turns)
      const pieces = piecesOf(words, cues)
      expect(pieces.flat()).toEqual(words)
      for (const [index, cue] of cues.entries()) {
        expect(cue).toMatchObject({ id: index + 1, text: textOf(pieces[index]) })
        expect(cue.start).toBeGreaterThanOrEqual(cues[index - 1]?.end ?? 0)
        expectWithinLimits(cue, pieces[index] ?? [])
      }
    }),
  )
})

test('where one speaker speaks all the time, others divide nothing', () => {
  assert(
    property(WORDS, LANGUAGE, TURNS, (words, language, turns) => {
      const always = { start: 0, end: 10_000, speaker: 'Carl' }
      expect(cuesOf(words, language, [...turns, always])).toEqual(cuesOf(words, language))
    }),
  )
})

/** The words of each cue, by their number. */
function piecesOf(words: readonly Word[], cues: readonly Cue[]): Word[][] {
  let first = 0
  return cues.map(({ text }) => {
    const count = text.split(' ').length
    first += count
    return words.slice(first - count, first)
  })
}

function textOf(words: readonly Word[] = []): string {
  return words.map(({ text }) => text.trim()).join(' ')
}

function expectWithinLimits({ start, end }: Cue, words: readonly Word[]): void {
  if (words.length > 1) expect(end - start).toBeLessThanOrEqual(LONGEST_CUE_SECONDS + ROUNDING_SECONDS)
  expect(words.length).toBeLessThanOrEqual(MAX_CUE_WORDS)
  for (const [index, { start: next }] of words.slice(1).entries())
    expect(next - (words[index]?.end ?? 0)).toBeLessThan(LONGEST_PAUSE_SECONDS)
}
