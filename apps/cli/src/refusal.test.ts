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
  ['a target language', '/to/0', { from: 'en-GB' }, 'From en-GB pipeline translates into: es, ca.'],
  ['a source language', '/from', { from: 'de' }, 'pipeline reads: en, fr.'],
])('%s is refused with alternatives', async (_what, pointer, request, fix, message = 'Not so.') => {
  const report = reportOf(await explain(pointer, request))
  expect(report).toEqual({ exitReason: 'badInput', code: 'unsupported', message, fix })
})

test.each([
  ['an engine that needs a key', '/engine', { engine: 'pipeline' }],
  ['an engine that takes any language', '/to/0', { engine: 'simulated' }],
  ['any other field', '/reference', {}],
])('the refusal of %s stays as it was', async (_what, pointer, request) => {
  expect(await explain(pointer, request)).toBeInstanceOf(ApiError)
})

test('without a list of engines, or for any other error, the error stays as it was', async () => {
  const error = refused('/to/0')
  expect(await explainRefusal(error, {}, () => Promise.reject(new Error('404')))).toBe(error)
  const other = new TypeError('x')
  expect(await explainRefusal(other, {}, async () => [PIPELINE])).toBe(other)
})

test('languages are listed by their tags, without variants', async () => {
  const languages = [
    { from: 'en', to: ['ca-iec2017', 'ca', 'ca-valencia', 'zh-Hant-TW', 'es-419', 'sr-Latn'] },
  ]
  const report = reportOf(
    await explainRefusal(refused('/to/0'), { from: 'en' }, async () => [{ ...PIPELINE, languages }]),
  )
  expect(report.fix).toBe('From en pipeline translates into: ca, zh-Hant-TW, es-419, sr-Latn.')
})
