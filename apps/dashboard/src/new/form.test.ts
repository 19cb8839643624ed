import { expect, test } from 'vitest'
import { ApiError, type FieldProblem } from 'video-translation-client'
import { optionFields } from './option-schema.ts'
import { NEW_DRAFT } from './draft.ts'
import { groupOf, ordered } from './known-options.ts'
import { namesToPull } from './names-to-pull.ts'
import { packsOf, problemsOf } from './problems.ts'
import { readText } from './read-text.ts'
import { requestOf, termsOf } from './request.ts'

const t = (key: string, values = {}) => [key, ...Object.values(values)].join(' ')
const refusal = (code: string, errors?: FieldProblem[]) =>
  new ApiError('POST: 422', {
    code,
    status: 422,
    problem: { type: '', title: '', status: 422, code, detail: 'In all.', ...(errors && { errors }) },
  })

test('an error stands beside its field, and the first of a field counts', () => {
  const errors = [
    { pointer: '/to/0', detail: 'No such language.' },
    { pointer: '/to/1', detail: 'Nor this.' },
    { pointer: '/source/url', detail: 'No URL.' },
    { pointer: '/options/voice', detail: 'No such voice.' },
    { pointer: '/webhook', detail: 'Elsewhere.' },
  ]
  expect(problemsOf(refusal('invalid_request', errors), t)).toEqual({
    to: 'No such language.',
    url: 'No URL.',
    'options.voice': 'No such voice.',
    form: 'Elsewhere.',
  })
})

test('a refusal without a pointer goes to the field of its code, else to the form', () => {
  expect(problemsOf(refusal('unsupported_language'), t)).toEqual({ to: 'In all.' })
  expect(problemsOf(refusal('too_many'), t)).toEqual({ form: 'In all.' })
  expect(problemsOf(new TypeError('broken'), t)).toEqual({ form: 'broken' })
})

test('what the server lacks is said in words, and the command for it names each pack once', () => {
  const missing = refusal('unsupported', [
    { pointer: '/from', detail: 'Run `models pull a`.', packs: ['a', 'b'] },
    { pointer: '/to/0', detail: 'Run `models pull b`.', packs: ['b'] },
  ])
  expect(problemsOf(missing, t)).toEqual({ from: 'new.packsMissing 2', to: 'new.packsMissing 1' })
  expect(packsOf(missing)).toEqual(['a', 'b'])
  const other = refusal('unsupported', [{ pointer: '/to', detail: 'No such language.', packs: [] }])
  expect(problemsOf(other, t)).toEqual({ to: 'No such language.' })
  const estimate = { packs: [{ name: 'b' }], programs: [] } as never
  expect([namesToPull(undefined, []), namesToPull(estimate, packsOf(missing))]).toEqual([[], ['b', 'a']])
  const program = { packs: [], programs: [{ name: 'transformers.js' }] } as never
  expect(namesToPull(program, [])).toEqual(['whisper-small'])
})

test('the form asks for what the engine says it has, and leaves out what it cannot ask for', () => {
  const fields = optionFields({
    type: 'object',
    properties: {
      synthesizer: { type: 'string', enum: ['kokoro', 'piper'], description: 'Voice.' },
      audioTrack: { type: 'integer', minimum: 1 },
      lipSync: { type: 'boolean' },
      detectSpeakers: { anyOf: [{ type: 'boolean' }, { type: 'integer', minimum: 1, maximum: 20 }] },
      burnIn: { anyOf: [{ type: 'boolean' }, { type: 'string' }] },
      lists: { anyOf: [{ type: 'boolean' }, { type: 'array' }] },
      targets: { type: 'object' },
      nothing: { enum: [] },
    },
  })
  expect(fields.map(({ title, kind, choices, minimum }) => [title, kind, choices.length, minimum])).toEqual([
    ['Synthesizer', 'choice', 2, undefined],
    ['Audio track', 'number', 0, 1],
    ['Lip sync', 'boolean', 0, undefined],
    ['Detect speakers', 'switch', 0, 1],
    ['Burn in', 'switch', 0, undefined],
  ])
  expect(fields.map(({ detail }) => detail).slice(3)).toEqual(['number', 'text'])
  const names = ordered([...fields, ...optionFields({ properties: { speakers: { type: 'string' } } })])
  expect(names.map(({ name }) => name)).toEqual([
    'burnIn',
    'detectSpeakers',
    'audioTrack',
    'synthesizer',
    'lipSync',
  ])
  expect(optionFields({})).toEqual([])
})

test('each field belongs to one group of options, and what the page does not know is the engine’s', () => {
  const fields = ['only', 'range', 'glossary', 'speakers', 'synthesizer', 'durationMs', 'constructor']
  expect(fields.map((name) => groupOf(`options.${name}`))).toEqual([
    'result',
    'source',
    'words',
    'files',
    'engine',
    'engine',
    'engine',
  ])
  expect(['reference', 'to', 'options.voices.es'].map(groupOf)).toEqual(['order', undefined, undefined])
})

test('voices, terms, kept words and stops for a person become parts of the request', () => {
  expect(termsOf(' server = servidor \nnothing\n = x\na=b=c')).toEqual({ server: 'servidor', a: 'b' })
  const draft = { ...NEW_DRAFT, engine: 'pipeline', to: ['es'] }
  expect(requestOf(draft)).toEqual({ engine: 'pipeline', to: ['es'] })
  expect(
    requestOf({
      ...draft,
      options: { only: 'subtitles' },
      review: ['transcript'],
      voices: { es: 'ef_dora', fr: 'ff_siwis' },
      terms: { es: 'server = servidor', fr: 'server = serveur' },
      keptWords: 'Apache\n\n nginx ',
      readings: { es: 'Kubernetes = cubernétis', fr: 'x = y' },
      subtitles: { source: '1\n', es: '', fr: '2\n' },
      speakers: 'SPEAKER a 1 0 1',
    }),
  ).toEqual({
    engine: 'pipeline',
    to: ['es'],
    review: ['transcript'],
    options: {
      only: 'subtitles',
      voices: { es: 'ef_dora' },
      glossary: { es: { server: 'servidor' } },
      doNotTranslate: ['Apache', 'nginx'],
      pronunciation: { es: { Kubernetes: 'cubernétis' } },
      subtitles: { source: '1\n' },
      speakers: 'SPEAKER a 1 0 1',
    },
  })
})

test('a file of text that is huge, or that cannot be read, says so', async () => {
  const file = (size: number, text: () => Promise<string>) => ({ size, text })
  expect(await readText(undefined)).toEqual({})
  expect(await readText(file(4, async () => 'Hola'))).toEqual({ text: 'Hola' })
  expect(await readText(file(6e6, async () => ''))).toEqual({ problem: 'new.textTooLarge' })
  const gone = file(4, () => Promise.reject(new Error('gone')))
  expect(await readText(gone)).toEqual({ problem: 'new.textUnreadable' })
})
