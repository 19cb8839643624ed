import { expect, test } from 'vitest'
import { chrF } from './chrf.ts'
import { judgeCues } from './cue-quality.ts'
import { judgeFit } from './dub-quality.ts'
import { countErrors } from './errors.ts'
import { subtitlesOf } from './given.ts'
import { countBrokenRules } from './subtitle-rules.ts'

test('case, accents, punctuation and small numbers are no errors', () => {
  expect(countErrors('¡Él tiene 20 años!', 'el tiene veinte anos', 'es').rate).toBe(0)
  expect(countErrors("Mr. Bennet doesn't know.", 'mister bennet doesnt know', 'en').rate).toBe(0)
})

test('errors are counted by word, or by character where there are no spaces', () => {
  expect(countErrors('a x c', 'a b c d', 'en').rate).toBe(0.5)
  expect(countErrors('今日は雨', '今日は晴れ', 'ja').rate).toBe(0.4)
})

test('a phrase without a counterpart is lost, single words are not', () => {
  expect(countErrors('one two six seven', 'one two three four five six seven', 'xx').lostPhrases).toBe(1)
  expect(countErrors('one three five seven', 'one two three four five six seven', 'xx').lostPhrases).toBe(0)
})

test('cues are judged by length, by where they end, and by the times of sentences', () => {
  const cues = [
    { start: 0.1, end: 2, text: 'Hello there' },
    { start: 2.1, end: 4, text: 'my friend.' },
    { start: 5, end: 5.5, text: 'Bye.' },
  ]
  const sentences = [
    { start: 0, end: 4, text: '' },
    { start: 5, end: 5.8, text: '' },
  ]
  expect(judgeCues(cues, sentences)).toMatchObject({ cues: 3, readable: 2 / 3, cutInPhrase: 1 })
  expect(judgeCues(cues, sentences).start?.p90).toBeCloseTo(0.1)
  expect(judgeCues(cues, sentences).end?.p90).toBeCloseTo(0.3)
})

test('chrF is 100 for the same text, 0 for another one, and between them for a similar one', () => {
  expect(chrF('the black cat', 'the black cat')).toBeCloseTo(100)
  expect(chrF('xyz', 'the black cat')).toBe(0)
  expect(chrF('the black cats', 'a black cat')).toBeGreaterThan(50)
})

test('a dub is judged by what fits, what is on time, what is hurried, and jumps of its speed', () => {
  const cue = { dubSeconds: 2, offsetSeconds: 0, speed: 1, tempo: 1, overflowSeconds: 0 }
  const late = { ...cue, offsetSeconds: 0.3, overflowSeconds: 0.4, speed: 1.2, tempo: 1.1 }
  expect(judgeFit([cue, late, { ...cue, dubSeconds: 0 }])).toMatchObject({
    fitting: 0.5,
    punctual: 0.5,
    hurried: 0.5,
  })
  expect(judgeFit([cue, late]).largestStep).toBeCloseTo(0.32)
})

test('subtitles break a rule only where the next one leaves time for it', () => {
  const srt = (first: string, next: string, text = 'Hello') =>
    `1\n00:00:01,000 --> 00:00:${first}\n${text}\n\n2\n00:00:${next} --> 00:00:09,000\nBye\n`
  expect(countBrokenRules(srt('02,000', '03,000'))).toBe(0)
  expect(countBrokenRules(srt('01,500', '03,000'))).toBe(1)
  expect(countBrokenRules(srt('01,500', '01,583'))).toBe(0)
  expect(countBrokenRules(srt('02,000', '02,010'))).toBe(1)
  expect(countBrokenRules(srt('02,000', '04,000', 'so many letters for a second'))).toBe(1)
  expect(countBrokenRules(srt('03,000', '04,000', `${'word '.repeat(9)}word`))).toBe(1)
  expect(countBrokenRules(srt('04,900', '05,000', `https://example.com/${'a'.repeat(40)}`))).toBe(0)
  expect(countBrokenRules(srt('02,000', '03,000', 'a\nb\nc'))).toBe(1)
})

test('a dub of known sentences is made of subtitles, with their speakers', () => {
  const sentences = [{ start: 1, end: 2.5, text: 'Hello.', speaker: 'Anna' }]
  const given = subtitlesOf({ sentences, lines: { de: ['Hallo.'] }, language: 'en' }, 'de')
  expect(given).toEqual({
    en: '1\n00:00:01,000 --> 00:00:02,500\n[Anna]: Hello.\n',
    de: '1\n00:00:01,000 --> 00:00:02,500\n[Anna]: Hallo.\n',
  })
  expect(subtitlesOf({ sentences, lines: {}, language: 'en' }, 'de')).toBeUndefined()
})
