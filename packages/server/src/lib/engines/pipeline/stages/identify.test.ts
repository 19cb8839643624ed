import { expect, test } from 'vitest'
import type { TaskContext } from '../../engine.ts'
import type { DetectedLanguage, LanguageDetector } from '../providers/providers.ts'
import { identify } from './identify.ts'
import type { PreparedSource } from './prepare.ts'

const prepared = { speechKey: 'speech', media: { seconds: 30 } } as PreparedSource
const logged: string[] = []
const context = {
  signal: new AbortController().signal,
  files: { get: async () => 'speech.wav' },
  log: { warn: (_fields: object, message: string) => logged.push(message) },
} as unknown as TaskContext

function identified(from: string | undefined, heard: Omit<DetectedLanguage, 'parts'> | undefined) {
  const parts = heard && [{ ...heard, span: { start: 0, end: 28 } }]
  const detector = { detect: async () => heard && { ...heard, parts } } as unknown as LanguageDetector
  return identify(prepared, from, detector, context, () => {})
}

test('without `from`, the detected language is the source language, with its confidence', async () => {
  const spoken = await identified(undefined, { language: 'es', confidence: 0.5 })
  expect(spoken).toEqual({ language: 'es', confidence: 0.5, warnings: [] })
})

test('a confidence below 0.5 fails, and asks for `from`', async () => {
  await expect(identified(undefined, { language: 'cs', confidence: 0.49 })).rejects.toMatchObject({
    code: 'language_unclear',
    message: expect.stringMatching(/`from`.*Czech \(cs\).*0\.49/),
  })
})

test('without speech there is no language', async () => {
  await expect(identified(undefined, undefined)).rejects.toMatchObject({ code: 'no_speech' })
})

test('with `from`, only a detector that is certain contradicts it, and never in favour of a region', async () => {
  const warningsOf = async (from: string, confidence: number) =>
    (await identified(from, { language: 'es', confidence })).warnings
  expect(await warningsOf('en', 0.9)).toMatchObject([
    { code: 'other_language', message: expect.stringMatching(/sounds like Spanish \(es\).*English \(en\)/) },
  ])
  expect(await warningsOf('en', 0.89)).toEqual([])
  expect(await warningsOf('es-MX', 0.99)).toEqual([])
})

test('with `from`, a detector that fails is only logged', async () => {
  const detector = { detect: () => Promise.reject(new Error('no memory')) } as unknown as LanguageDetector
  const spoken = await identify(prepared, 'fr', detector, context, () => {})
  expect(spoken).toEqual({ language: 'fr', warnings: [] })
  expect(logged).toEqual(['The spoken language was not compared with the requested one.'])
  await expect(identify(prepared, undefined, detector, context, () => {})).rejects.toThrow('no memory')
})

test('a part in another language than the main one is a warning', async () => {
  const parts = [
    { language: 'es', confidence: 0.99, span: { start: 0, end: 28 } },
    { language: 'fr', confidence: 0.95, span: { start: 60, end: 80 } },
  ]
  const detector = { detect: async () => ({ language: 'es', confidence: 0.99, parts }) }
  const { warnings } = await identify(
    prepared,
    undefined,
    detector as unknown as LanguageDetector,
    context,
    () => {},
  )
  expect(warnings).toMatchObject([
    { code: 'several_languages', message: expect.stringMatching(/French \(fr\): 60\.0-80\.0 s.*Spanish/) },
  ])
})

test('without a detector, the language of the request counts', async () => {
  const spoken = await identify(prepared, 'fr', undefined, context, () => {})
  expect(spoken).toEqual({ language: 'fr', warnings: [] })
})
