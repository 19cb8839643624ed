import { expect, test } from 'vitest'
import { shareTimes } from './share-times.ts'
import { spansWithin, type TimeSpan } from './time-span.ts'
import { wordsOf } from './word.ts'

function times(text: string, ...voice: [number, number][]): string[] {
  const spans: TimeSpan[] = voice.map(([start, end]) => ({ start, end }))
  const words = shareTimes(wordsOf(text, 'en'), spans)
  return words.map(({ text: word, start, end }) => `${word.trim()} ${start.toFixed(1)}-${end.toFixed(1)}`)
}

test('each word takes its share of the voice', () => {
  expect(times('abc abc abc abc', [2, 6])).toEqual([
    'abc 2.0-3.0',
    'abc 3.0-4.0',
    'abc 4.0-5.0',
    'abc 5.0-6.0',
  ])
})

test('a pause stands between the sentences that are nearest to it', () => {
  expect(times('abc abc abc. Abc.', [0, 2], [3, 5])).toEqual([
    'abc 0.0-0.7',
    'abc 0.7-1.3',
    'abc. 1.3-2.0',
    'Abc. 3.0-5.0',
  ])
})

test('a pause without a sentence or a comma nearby stands between words', () => {
  expect(times('abc abc abc abc', [0, 2.3], [3, 4.7])).toEqual([
    'abc 0.0-1.1',
    'abc 1.1-2.3',
    'abc 3.0-3.9',
    'abc 3.9-4.7',
  ])
})

test('two sentences keep their order at two pauses', () => {
  expect(times('Yes. No. Abcdefgh.', [0, 0.5], [1, 1.5], [2, 3])).toEqual([
    'Yes. 0.0-0.5',
    'No. 1.0-1.5',
    'Abcdefgh. 2.0-3.0',
  ])
})

test('no words and no voice have no times', () => {
  expect(times('', [0, 1])).toEqual([])
  expect(times('abc')).toEqual([])
})

test('two turns that follow each other at once are parted at the dip between them', () => {
  const [voice, dip] = [
    { start: 0, end: 3.1 },
    { start: 1.3, end: 1.4 },
  ]
  const words = shareTimes(wordsOf('Abc abcd abcd. Abc abcd abcd.', 'en'), [voice], [dip])
  expect(words[2]?.end).toBe(1.3)
  expect(words[3]?.start).toBe(1.4)
})

test('a dip stands within a word where no sentence ends', () => {
  const voice = [{ start: 0, end: 4 }]
  const [plain, dipped] = [[], [{ start: 0.9, end: 1 }]].map((dips) =>
    shareTimes(wordsOf('abc abc abc abc', 'en'), voice, dips),
  )
  for (const [index, { start }] of dipped!.entries()) expect(start).toBeCloseTo(plain![index]!.start, 0)
})

test('an end of a sentence takes a clear pause rather than a nearer dip', () => {
  const voice = [
    { start: 0, end: 2 },
    { start: 2.3, end: 4.3 },
  ]
  const words = shareTimes(wordsOf('Abc abcd abc. Abc abcd abc.', 'en'), voice, [{ start: 2.4, end: 2.46 }])
  expect(words[3]?.start).toBe(2.3)
})

test('a silence that is too long for a sound stands between two words', () => {
  const words = shareTimes(
    wordsOf('abcd abcd abcd abcd', 'en'),
    [{ start: 0, end: 4.2 }],
    [{ start: 1.7, end: 1.9 }],
  )
  expect(words[1]?.end).toBe(1.7)
  expect(words[2]?.start).toBe(1.9)
})

test('the dips of a window are those that lie within it', () => {
  const spans = Array.from({ length: 1000 }, (_, at) => ({ start: at, end: at + 0.1 }))
  expect(spansWithin(spans, { start: 500.05, end: 502.1 })).toEqual([spans[501], spans[502]])
  expect(spansWithin(spans, { start: 2000, end: 2001 })).toEqual([])
  expect(spansWithin([], { start: 0, end: 1 })).toEqual([])
})
