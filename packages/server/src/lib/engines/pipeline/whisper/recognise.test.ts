import type { Warning } from 'video-translation-client'
import { expect, test } from 'vitest'
import type { TimeSpan } from '../recognition/time-span.ts'
import type { Word } from '../recognition/word.ts'
import { identifyLanguage } from './identify-language.ts'
import { WHISPER_LANGUAGES, whisperCode } from './languages.ts'
import { readIdentified } from './read-identified.ts'
import { recognise, type WhisperModel } from './recognise.ts'
import type { Identified } from './whisper-messages.ts'

const SPANISH: Identified = { language: 'es', confidence: 0.95, noSpeech: 0.02 }

/** A model that hears the same words in each window, from the window's start. */
function modelHearing(words: (window: TimeSpan) => Word[], identified = SPANISH): WhisperModel {
  return { identify: async () => identified, listen: async (window) => words(window) }
}

async function hear(voice: TimeSpan[], model: WhisperModel) {
  const warnings: Warning[] = []
  const progress: number[] = []
  const cues = await recognise(voice, model, {
    language: 'es-MX',
    onProgress: (fraction) => void progress.push(fraction),
    onWarning: (warning) => void warnings.push(warning),
  })
  return { cues, warnings, progress }
}

test('the words of all windows become cues, in the language that was asked for', async () => {
  const asked: string[] = []
  const model: WhisperModel = {
    identify: async () => SPANISH,
    async listen(window, language) {
      asked.push(language)
      return [{ text: ' Hola.', start: window.start + 0.3, end: window.start + 1.9 }]
    },
  }
  const { cues, progress } = await hear(
    [
      { start: 1, end: 3 },
      { start: 10, end: 12 },
    ],
    model,
  )
  expect(asked).toEqual(['es', 'es'])
  expect(cues).toEqual([
    { id: 1, start: 1, end: 3, text: 'Hola.' },
    { id: 2, start: 10, end: 12, text: 'Hola.' },
  ])
  expect(progress).toEqual([0.5, 1])
})

test('a window in which nobody speaks has no words, whatever the model would write', async () => {
  const model = modelHearing(({ start }) => [{ text: ' you', start, end: start + 1 }], {
    ...SPANISH,
    noSpeech: 0.2,
  })
  expect((await hear([{ start: 0, end: 5 }], model)).cues).toEqual([])
})

test('words move to the edges of the voice that are nearer than 0.4 s', async () => {
  const model = modelHearing(() => [
    { text: ' Uno', start: 1.2, end: 2 },
    { text: ' dos.', start: 2, end: 3.3 },
    { text: ' Tres', start: 3.3, end: 4.6 },
    { text: ' cuatro.', start: 4.6, end: 6.9 },
  ])
  const { cues } = await hear(
    [
      { start: 1, end: 3 },
      { start: 3.5, end: 6 },
    ],
    model,
  )
  expect(cues.map(({ start, end }) => [start, end])).toEqual([
    [1, 3],
    [3.5, 6],
  ])
})

test('words after the window are dropped, and times grow', async () => {
  const model = modelHearing(() => [
    { text: ' Uno', start: 0.1, end: 1.5 },
    { text: ' dos', start: 0.2, end: 2.2 },
    { text: ' tres', start: 1.9, end: 1.2 },
    { text: ' thanks', start: 30.3, end: 31 },
  ])
  const { cues } = await hear([{ start: 0, end: 3 }], model)
  expect(cues).toHaveLength(1)
  expect(cues[0]).toMatchObject({ text: 'Uno dos tres', start: 0 })
  expect(cues[0]!.end).toBeLessThanOrEqual(3.15)
})

test('a window in another language is a warning with its time', async () => {
  const model: WhisperModel = {
    identify: async ([span]) => (span!.start < 10 ? SPANISH : { ...SPANISH, language: 'fr' }),
    listen: async ({ start }) => [{ text: ' Hola a todos.', start, end: start + 2 }],
  }
  const voice = [
    { start: 1, end: 5 },
    { start: 20, end: 23 },
  ]
  expect((await hear(voice, model)).warnings).toMatchObject([
    { code: 'several_languages', message: expect.stringMatching(/French \(fr\): 19\.9-23\.1 s/) },
  ])
})

test('the language of the beginning counts if the model is sure', async () => {
  const asked: (readonly TimeSpan[])[] = []
  const found = await identifyLanguage(
    [
      { start: 2, end: 20 },
      { start: 21, end: 40 },
    ],
    async (spans) => {
      asked.push(spans)
      return { ...SPANISH, confidence: 0.7 }
    },
  )
  const span = { start: 2, end: 31 }
  expect(found).toEqual({
    language: 'es',
    confidence: 0.7,
    parts: [{ language: 'es', confidence: 0.7, span }],
  })
  expect(asked).toEqual([
    [
      { start: 2, end: 20 },
      { start: 21, end: 31 },
    ],
  ])
})

test('later places of a long recording are heard too, and the language of most of them counts', async () => {
  const talk = Array.from({ length: 60 }, (_, index) => ({ start: index * 6, end: index * 6 + 5 }))
  const found = await identifyLanguage(talk, async ([first]) => ({
    ...SPANISH,
    language: first!.start < 60 ? 'en' : 'es',
  }))
  expect(found).toMatchObject({ language: 'es', confidence: 0.95 })
  expect(found?.parts.map(({ span, language }) => `${span.start} ${language}`)).toEqual([
    '0 en',
    '72 es',
    '144 es',
    '216 es',
    '288 es',
  ])
})

test('otherwise the stretches of 3 s and more vote by their length', async () => {
  const voice = [
    { start: 0, end: 2 },
    { start: 3, end: 9 },
    { start: 10, end: 13 },
    { start: 14, end: 17 },
  ]
  const answers: Record<number, Identified> = {
    3: { language: 'cs', confidence: 0.6, noSpeech: 0 },
    10: { language: 'pl', confidence: 0.9, noSpeech: 0 },
    14: { language: 'pl', confidence: 0.4, noSpeech: 0 },
  }
  const unsure: Identified = { language: 'pl', confidence: 0.6, noSpeech: 0 }
  const found = await identifyLanguage(voice, async (spans) =>
    spans.length > 1 ? unsure : (answers[spans[0]!.start] ?? unsure),
  )
  expect(found).toMatchObject({ language: 'cs', confidence: 0.5 })
})

test('without voice there is no language', async () => {
  expect(await identifyLanguage([], async () => SPANISH)).toBeUndefined()
})

test('the first step of the decoder gives the language and the chance that nobody speaks', () => {
  const logits = new Float32Array(51_865).fill(-20)
  logits[50_262] = 5
  logits[50_259] = 3
  logits[50_362] = 2
  const identified = readIdentified(logits, { '<|en|>': 50_259, '<|es|>': 50_262 })
  const sum = Math.exp(5) + Math.exp(3) + Math.exp(2)
  expect(identified.language).toBe('es')
  expect(identified.confidence).toBeCloseTo(Math.exp(5) / sum, 3)
  expect(identified.noSpeech).toBeCloseTo(Math.exp(2) / sum, 3)
})

test('languages with another code in Whisper are known by their tags', () => {
  expect(whisperCode('nb-NO')).toBe('no')
  expect(whisperCode('jv')).toBe('jw')
  expect(WHISPER_LANGUAGES).toEqual(expect.arrayContaining(['es', 'jv', 'fil', 'haw']))
})
