import type { Failure } from 'video-translation-client'
import { expect, test, vi } from 'vitest'
import { checkLanguages, checkRequest } from './check.ts'
import type { Synthesizer, Transcriber, Translator } from './providers/providers.ts'

const MISSING: Failure = { code: 'missing_packs', message: 'Pull whisper (166 MB).' }

function transcriber(languages: string[], missing?: Failure, detects = false): Transcriber {
  return {
    name: languages.join(' '),
    languages,
    identity: async () => '',
    missing: async () => missing,
    transcribe: async () => [],
    ...(detects && {
      detector: {
        identity: async () => '',
        missing: async () => missing,
        detect: async () => undefined,
      },
    }),
  }
}

const translator = {
  name: 'book',
  pairs: async () => [{ from: 'es', to: ['en'] }],
  missing: async ({ from, to }) =>
    from === 'es' && to === 'en' ? undefined : { code: 'unsupported_language_pair', message: 'No.' },
} as Translator

const synthesizer = {
  name: 'voice',
  languages: ['en', 'fr'],
  missing: async () => undefined,
} as unknown as Synthesizer

function checked(transcribers: Transcriber[], request: { from?: string; to: string[] }) {
  const settings = {
    transcribers,
    translators: [translator],
    synthesizers: [synthesizer],
    allowOldFfmpeg: true,
  }
  return checkRequest({ source: 'upload', options: {}, ...request }, settings)
}

test('without `from`, only the targets are checked: a voice, and a translator into the language', async () => {
  const whisper = transcriber(['es', 'de'], undefined, true)
  expect(await checked([whisper], { to: ['en'] })).toEqual([])
  expect(await checked([whisper], { to: ['en', 'fr'] })).toMatchObject([
    { code: 'unsupported_language_pair', pointer: '/to/1' },
  ])
})

test('without `from` and a detector, the refusal says how to install one', async () => {
  expect(await checked([transcriber(['en'])], { to: ['en'] })).toMatchObject([
    { code: 'language_required', pointer: '/from' },
  ])
  expect(
    await checked([transcriber(['en']), transcriber(['es'], MISSING, true)], { to: ['en'] }),
  ).toMatchObject([{ code: 'language_required', message: expect.stringContaining('Pull whisper (166 MB).') }])
})

test('the first recogniser that is ready for the language is used', async () => {
  const ready = transcriber(['en', 'es'])
  expect(await checked([transcriber(['es'], MISSING), ready], { from: 'es', to: ['en'] })).toEqual([])
  expect(await checked([transcriber(['es'], MISSING)], { from: 'es', to: ['en'] })).toMatchObject([
    { code: 'missing_packs', pointer: '/from' },
  ])
})

test('options are checked where ffmpeg is missing too, as another node may have it', async () => {
  vi.stubEnv('FFMPEG_PATH', '/nowhere/ffmpeg')
  try {
    const providers = {
      transcribers: [transcriber(['es'])],
      translators: [translator],
      synthesizers: [synthesizer],
      allowOldFfmpeg: true,
    }
    const request = { source: 'upload' as const, from: 'es', to: ['en'] }
    const [wrong] = await checkRequest({ ...request, options: { range: '9-2' } }, providers)
    expect(wrong).toMatchObject({ pointer: '/options/range' })
    const speakers = 'SPEAKER talk 1 0 30 <NA> <NA> Anna <NA> <NA>'
    expect(
      await checkRequest({ ...request, options: { range: '10:00-11:00', speakers } }, providers),
    ).toMatchObject([{ pointer: '/options/range', message: expect.stringContaining('a file of speakers') }])
    expect(wrong?.isLocal).toBeUndefined()
    expect(await checkRequest({ ...request, options: {} }, providers)).toMatchObject([
      { code: 'media_tools_missing', isLocal: true },
    ])
  } finally {
    vi.unstubAllEnvs()
  }
})

test('a glossary of more terms than can be searched for is refused', async () => {
  const terms = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`w${at}`, 'x']))
  const refused = async (options: Record<string, unknown>) =>
    (
      await checkRequest(
        { source: 'upload', from: 'es', to: ['en'], options },
        {
          transcribers: [transcriber(['es'])],
          translators: [translator],
          synthesizers: [synthesizer],
          allowOldFfmpeg: true,
        },
      )
    ).map(({ pointer }) => pointer)
  expect(await refused({ glossary: { en: terms(2001) } })).toEqual(['/options/glossary/en'])
  expect(await refused({ pronunciation: { en: terms(2001) } })).toEqual(['/options/pronunciation/en'])
  expect(await refused({ doNotTranslate: Object.keys(terms(2001)) })).toEqual(['/options/doNotTranslate'])
  expect(await refused({ glossary: { en: terms(2000) } })).toEqual([])
})

test('a detected language is checked like a given one', async () => {
  const providers = {
    transcribers: [transcriber(['es'])],
    translators: [translator],
    synthesizers: [synthesizer],
  }
  expect(await checkLanguages({ from: 'es', to: ['en', 'es'], options: {} }, providers)).toMatchObject([
    { code: 'same_language', pointer: '/to/1' },
  ])
})
