import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeWav } from '../../../media/wav.ts'
import { createHttpTranscriber, httpTranscriberOptionsFrom } from './http-transcriber.ts'
import { readVerboseJson } from './verbose-json.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transcription-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Noise of a length in seconds, with a quiet second before `quietAt`. */
async function recording(seconds: number, quietAt = Infinity): Promise<string> {
  const rate = 1000
  const samples = Float32Array.from({ length: seconds * rate }, (_, at) =>
    Math.abs(at / rate - quietAt) < 0.5 ? 0 : (at % 7) / 10 - 0.3,
  )
  const path = join(folder, `${seconds}.wav`)
  await writeWav(path, samples, rate)
  return path
}

function startTranscriber(answer: (form: FormData, index: number) => Response | object) {
  const forms: FormData[] = []
  const fetch = async (_url: string, { body }: { body: FormData }) => {
    forms.push(body)
    const result = answer(body, forms.length - 1)
    return result instanceof Response ? result : Response.json(result)
  }
  const transcriber = createHttpTranscriber({
    baseUrl: 'http://ears.test/v1',
    retry: { limit: 0 },
    fetch: fetch as unknown as typeof globalThis.fetch,
  })
  const signal = new AbortController().signal
  const options = { language: 'es-MX', signal, onProgress: () => undefined, onWarning: () => undefined }
  return { transcriber, forms, options }
}

function sizeOf(form?: FormData): number {
  const file = form?.get('file')
  return file instanceof File ? file.size : 0
}

const HOLA = {
  language: 'spanish',
  text: 'Hola, amigo.',
  segments: [{ start: 0.2, end: 2, text: ' Hola, amigo.' }],
  words: [
    { word: 'Hola', start: 0.4, end: 0.9 },
    { word: 'amigo', start: 1, end: 1.8 },
  ],
}

test('cues have the punctuation of the segments and the times of the words', async () => {
  const { transcriber, forms, options } = startTranscriber(() => HOLA)
  const cues = await transcriber.transcribe(await recording(3), options)
  expect(cues).toEqual([{ id: 1, start: 0.4, end: 1.8, text: 'Hola, amigo.' }])
  const [form] = forms
  expect(form?.get('language')).toBe('es')
  expect(form?.getAll('timestamp_granularities[]')).toEqual(['word', 'segment'])
  expect(sizeOf(form)).toBe(44 + 3 * 1000 * 2)
})

test('a long recording is sent in parts that end at quiet moments, and times go on', async () => {
  const { transcriber, forms, options } = startTranscriber(() => HOLA)
  const cues = await transcriber.transcribe(await recording(400, 290), options)
  expect(forms).toHaveLength(2)
  const first = (sizeOf(forms[0]) - 44) / 2000
  expect(Math.abs(first - 290)).toBeLessThan(0.6)
  expect(cues.map(({ start }) => start)).toEqual([0.4, expect.closeTo(first + 0.4, 2)])
})

test('a service that knows no word times is asked without them', async () => {
  const { transcriber, forms, options } = startTranscriber((form) =>
    form.has('timestamp_granularities[]')
      ? new Response('unknown field timestamp_granularities[]', { status: 400 })
      : { text: 'Hola, amigo.' },
  )
  const cues = await transcriber.transcribe(await recording(3), options)
  expect(cues).toMatchObject([{ start: 0, end: 3, text: 'Hola, amigo.' }])
  expect(forms).toHaveLength(2)
})

test('the language is found out from the first half minute', async () => {
  const { transcriber, forms, options } = startTranscriber(() => HOLA)
  expect(await transcriber.detector?.detect(await recording(60), options)).toMatchObject({ language: 'es' })
  expect(sizeOf(forms[0])).toBe(44 + 30 * 2000)
  expect(forms[0]?.has('language')).toBe(false)
  const silent = startTranscriber(() => ({ language: 'english', text: '', segments: [] }))
  expect(await silent.transcriber.detector?.detect(await recording(5), options)).toBeUndefined()
})

test('what Whisper invents in silence is left out, and words that are missing share their segment', () => {
  const segments = [
    { start: 0, end: 2, text: ' Thank you.', no_speech_prob: 0.9, avg_logprob: -1.4 },
    { start: 4, end: 6, text: ' One two' },
  ]
  const { words } = readVerboseJson(
    JSON.stringify({ segments, words: [{ word: 'two', start: 5.2, end: 5.9 }] }),
    6,
  )
  expect(words).toEqual([
    { text: ' One', start: 4, end: 5 },
    { text: ' two', start: 5.2, end: 5.9 },
  ])
  expect(() => readVerboseJson('<html>', 6)).toThrow('verbose JSON')
})

test('a text beside an empty list of segments is heard', () => {
  const { words } = readVerboseJson(JSON.stringify({ text: 'One two', segments: [] }), 6)
  expect(words.map(({ text }) => text)).toEqual([' One', ' two'])
})

test('a wrong key is an error of the transcriber', async () => {
  const { transcriber, options } = startTranscriber(() => new Response('no', { status: 401 }))
  await expect(transcriber.transcribe(await recording(3), options)).rejects.toMatchObject({
    code: 'transcriber_unauthorized',
  })
  expect(httpTranscriberOptionsFrom({})).toBeUndefined()
  expect(() => createHttpTranscriber({ baseUrl: 'nonsense' })).toThrow('https://host/v1')
})
