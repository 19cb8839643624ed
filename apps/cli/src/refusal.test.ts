import { ApiError, type EngineInfo } from 'video-translation-client'
import { expect, test } from 'vitest'
import { reportOf } from './errors.ts'
import { explainRefusal } from './refusal.ts'

const PIPELINE: EngineInfo = {
  name: 'pipeline',
  description: 'Translates here.',
  ready: true,
  problems: [],
  languages: [
    { from: 'en', to: ['es', 'ca'] },
    { from: 'fr', to: ['ca'] },
  ],
  options: { type: 'object', properties: { translator: {}, audioTrack: {} } },
}
const SIMULATED: EngineInfo = { ...PIPELINE, name: 'simulated', languages: [{ from: '*', to: ['*'] }] }

function refused(pointer: string, status = 422): ApiError {
  const problem = { type: 'about:blank', title: 'x', status, code: 'unsupported', detail: 'x' }
  return new ApiError('No.', {
    code: 'unsupported',
    status,
    problem: { ...problem, errors: [{ pointer, detail: 'Not so.' }] },
  })
}

const explain = (pointer: string, request: object) =>
  explainRefusal(refused(pointer), request, async () => [PIPELINE, SIMULATED])

test.each([
  ['a mistyped engine', '/engine', { engine: 'pipline' }, 'Did you mean --engine pipeline?'],
  [
    'a mistyped option',
    '/options/audiotrack',
    {},
    'Did you mean --option audioTrack?',
    '--option audiotrack: Not so.',
  ],
  ['a target language', '/to/0', { from: 'en-GB' }, 'From en-GB pipeline offers: es, ca.'],
  ['a source language', '/from', { from: 'de' }, 'pipeline reads: en, fr.'],
])('%s is refused with what there is instead', async (_what, pointer, request, fix, message = 'Not so.') => {
  const report = reportOf(await explain(pointer, request))
  expect(report).toEqual({ exitReason: 'badInput', code: 'unsupported', message, fix })
})

test.each([
  ['an engine that needs a key', '/engine', { engine: 'pipeline' }],
  ['an engine that takes any language', '/to/0', { engine: 'simulated' }],
  ['a field of another kind', '/reference', {}],
])('%s has no alternatives, and the refusal stays as it was', async (_what, pointer, request) => {
  expect(await explain(pointer, request)).toBeInstanceOf(ApiError)
})

test('a server that does not tell its engines, and any other error, change nothing', async () => {
  const error = refused('/to/0')
  expect(await explainRefusal(error, {}, () => Promise.reject(new Error('404')))).toBe(error)
  const other = new TypeError('x')
  expect(await explainRefusal(other, {}, async () => [PIPELINE])).toBe(other)
})

test('languages are offered by their tags, without the variants that an engine knows', async () => {
  const languages = [
    { from: 'en', to: ['ca-iec2017', 'ca', 'ca-valencia', 'zh-Hant-TW', 'es-419', 'sr-Latn'] },
  ]
  const report = reportOf(
    await explainRefusal(refused('/to/0'), { from: 'en' }, async () => [{ ...PIPELINE, languages }]),
  )
  expect(report.fix).toBe('From en pipeline offers: ca, zh-Hant-TW, es-419, sr-Latn.')
})
