import type { Warning } from 'video-translation-client'
import { expect, test } from 'vitest'
import type { TimeSpan } from './time-span.ts'
import { type HeardWord, wordsOf } from './word.ts'
import { windowAround, type Window } from './windows.ts'
import { type Listen, writeDown } from './write-down.ts'

const window = (...voice: TimeSpan[]) => windowAround(voice, 0.1)
const text = (words: string): HeardWord[] => wordsOf(words, 'en').map((word) => ({ text: word }))
const timed = (...words: [string, number, number][]): HeardWord[] =>
  words.map(([word, start, end]) => ({ text: ` ${word}`, time: { start, end } }))

async function hear(windows: Window[], listen: Listen) {
  const warnings: Warning[] = []
  const asked: TimeSpan[] = []
  const cues = await writeDown(
    windows,
    async (each) => {
      asked.push(each.span)
      return await listen(each)
    },
    { language: 'en', onProgress: () => {}, onWarning: (warning) => void warnings.push(warning) },
  )
  return { texts: cues.map((cue) => cue.text), cues, warnings, asked }
}

test('no word goes on where the voice changes, whatever its recogniser says', async () => {
  const heard = timed(['Did', 1, 1.6], ['you?', 1.6, 3], ['No,', 3, 3.6], ['never.', 3.6, 5])
  const options = { language: 'en', onProgress: () => {}, onWarning: () => {} }
  const cuesWith = (changes: TimeSpan[]) =>
    writeDown([window({ start: 1, end: 5 })], async () => heard, { ...options, changes })
  expect(await cuesWith([{ start: 2.8, end: 2.95 }])).toMatchObject([
    { start: 1, end: 2.8 },
    { start: 2.95, end: 5 },
  ])
  expect(await cuesWith([])).toMatchObject([{ end: 3 }, { start: 3 }])
})

test.each([
  ['goes on', timed(['Did', 1, 1.6], ['you?', 1.6, 3.4], ['No,', 3.4, 3.8], ['never.', 3.8, 5])],
  ['comes', timed(['Did', 1, 1.6], ['you?', 1.6, 2.3], ['No,', 2.3, 3.8], ['never.', 3.8, 5])],
])('a word that %s half a second into another voice ends where the voice changes', async (_name, heard) => {
  const options = { language: 'en', onProgress: () => {}, onWarning: () => {} }
  const changes = [{ start: 2.8, end: 2.95 }]
  const cues = await writeDown([window({ start: 1, end: 5 })], async () => heard, { ...options, changes })
  expect(cues).toMatchObject([
    { text: 'Did you?', start: 1, end: 2.8 },
    { text: 'No, never.', start: 2.95, end: 5 },
  ])
})

test('an empty answer is asked for again with more sound around the voice', async () => {
  const { texts, warnings, asked } = await hear([window({ start: 2, end: 4 })], async ({ span }) =>
    text(span.start < 1.8 ? 'Ask not.' : ''),
  )
  expect(texts).toEqual(['Ask not.'])
  expect(asked.map(({ start }) => start)).toEqual([1.9, 1.6])
  expect(warnings).toEqual([])
})

test('voice that stays without words is a warning with its times, a click is not', async () => {
  const windows = [window({ start: 3, end: 4.5 }), window({ start: 9, end: 9.3 })]
  const { warnings } = await hear(windows, async () => [])
  expect(warnings).toMatchObject([
    { code: 'unwritten_speech', message: expect.stringContaining('at 3.0-4.5 s, but') },
  ])
})

test('three words for six seconds of voice are written down, with a warning', async () => {
  const { texts, warnings } = await hear([window({ start: 0, end: 6 })], async () => text('I see.'))
  expect(texts).toEqual(['I see.'])
  expect(warnings).toMatchObject([{ code: 'unwritten_speech' }])
})

test('more text than the sound has time for is left out, with a warning', async () => {
  const wild = 'I am going to be a part of it, I am going to be a part of it.'
  const { texts, warnings } = await hear([window({ start: 1, end: 1.9 })], async () => text(wild))
  expect(texts).toEqual([])
  expect(warnings).toMatchObject([
    { code: 'implausible_text', message: expect.stringContaining('0.9-2.0 s') },
  ])
})

test('a repetition that its sound has time for stays', async () => {
  const { texts, warnings } = await hear([window({ start: 0, end: 2 })], async () =>
    text('No, no, no, no, no.'),
  )
  expect(texts).toEqual(['No, no, no, no, no.'])
  expect(warnings).toEqual([])
})

test('a loop of the decoder stays once, with a warning, and the words around it keep their times', async () => {
  const wild = `So ${'van de kere '.repeat(30)}it ends.`
  const { cues, warnings } = await hear([window({ start: 0, end: 6 })], async () => text(wild))
  expect(cues).toMatchObject([{ text: 'So van de kere it ends.', start: 0, end: 6 }])
  expect(warnings).toMatchObject([{ code: 'repeated_text', message: expect.stringContaining('6.1 s') }])
})

test('a long stretch of voice without a word is heard by itself', async () => {
  const voice = [
    { start: 0, end: 2 },
    { start: 3, end: 5 },
  ]
  const { texts, asked } = await hear([window(...voice)], async ({ voice: own }) =>
    own.length === 2 ? timed(['Hello', 0, 1], ['there.', 1, 2]) : timed(['Goodbye', 3, 4], ['then.', 4, 5]),
  )
  expect(asked).toHaveLength(2)
  expect(texts).toEqual(['Hello there.', 'Goodbye then.'])
})

test('sentences of two windows are two words apart, and two sentences', async () => {
  const windows = [window({ start: 0, end: 1.5 }), window({ start: 1.7, end: 3.2 })]
  const answers = ['I gave it to you.', 'When was that?']
  const { texts } = await hear(windows, async ({ span }) => text(answers[span.start < 1 ? 0 : 1] ?? ''))
  expect(texts).toEqual(answers)
  const short = [window({ start: 0, end: 0.6 }), window({ start: 0.8, end: 2 })]
  expect((await hear(short, async ({ span }) => text(span.start < 0.5 ? 'Yes.' : 'Now go.'))).texts).toEqual([
    'Yes. Now go.',
  ])
})

test('a recogniser that says itself that nobody speaks is not asked again', async () => {
  const { asked, warnings } = await hear([window({ start: 0, end: 3 })], async () => undefined)
  expect(asked).toHaveLength(1)
  expect(warnings).toMatchObject([{ code: 'unwritten_speech' }])
})

test('a word does not cover the pause after it', async () => {
  const voice = [
    { start: 0, end: 2 },
    { start: 4, end: 6 },
  ]
  const { cues } = await hear([window(...voice)], async () =>
    timed(['Hello', 0, 1], ['there.', 1, 3.4], ['Goodbye', 3.8, 5], ['then.', 5, 6]),
  )
  expect(cues).toMatchObject([
    { start: 0, end: 2 },
    { start: 4, end: 6 },
  ])
})

test('windows are heard side by side, and their words stay in order', async () => {
  let open = 0
  let most = 0
  const windows = [0, 5, 10, 15].map((start) => window({ start, end: start + 2 }))
  const listen: Listen = async ({ span }) => {
    most = Math.max(most, (open += 1))
    // The first windows take the longest.
    for (let turns = 20 - span.start; turns > 0; turns--) await Promise.resolve()
    open -= 1
    return text(`From ${Math.round(span.start)} on.`)
  }
  const options = { language: 'en', parallel: 2, onProgress: () => {}, onWarning: () => {} }
  const cues = await writeDown(windows, listen, options)
  expect(most).toBe(2)
  expect(cues.map((cue) => cue.start)).toEqual([0, 5, 10, 15])
})
