import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toWavFile } from '../../../media/wav.ts'
import { createHttpSynthesizer, httpSynthesizerOptionsFrom } from './http-synthesizer.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'endpoint-'))
})
afterAll(() => rm(folder, { recursive: true }))

const signal = new AbortController().signal

function startEndpoint(answer: () => Response) {
  const asked: { url: string; body: Record<string, unknown>; key: string | undefined }[] = []
  const fetch = async (url: string, init: { body: string; headers: Record<string, string> }) => {
    asked.push({ url, body: JSON.parse(init.body), key: init.headers['authorization'] })
    return answer()
  }
  const synthesizer = createHttpSynthesizer({
    baseUrl: 'http://mouth.test/v1/',
    apiKey: 'sk-secret',
    voices: ['nova', 'onyx'],
    retry: { limit: 0 },
    fetch: fetch as unknown as typeof globalThis.fetch,
  })
  return { synthesizer, asked }
}

test('an endpoint speaks any language with the voice that is asked for, and silence at the ends is cut', async () => {
  const rate = 16_000
  const samples = Float32Array.from({ length: 2 * rate }, (_, at) =>
    at > rate / 2 && at < rate * 1.5 ? Math.sin(at / 5) / 2 : 0,
  )
  const { synthesizer, asked } = startEndpoint(() => new Response(toWavFile(samples, rate)))
  const options = { language: 'ja', speed: 1.1, path: join(folder, 'a.wav'), signal }
  const speech = await synthesizer.speak('こんにちは', { ...options, voice: 'onyx' })
  expect(speech.sampleRate).toBe(24_000)
  expect(speech.seconds).toBeGreaterThan(0.9)
  expect(speech.seconds).toBeLessThan(1.3)
  await synthesizer.speak('また', options)
  const body = { model: 'tts-1', input: 'こんにちは', speed: 1.1, response_format: 'wav' }
  expect(asked).toMatchObject([
    { url: 'http://mouth.test/v1/audio/speech', body: { ...body, voice: 'onyx' }, key: 'Bearer sk-secret' },
    { body: { voice: 'nova' } },
  ])
  expect(await readdir(folder)).toEqual(['a.wav'])
  expect(await synthesizer.voices?.()).toMatchObject([
    { name: 'nova', language: '*', ready: true },
    { name: 'onyx' },
  ])
})

test('a refusal names the endpoint and never the key, and an answer without sound is an error', async () => {
  const options = { language: 'es', speed: 1, path: join(folder, 'b.wav'), signal }
  const refusing = startEndpoint(() => new Response('bad key sk-secret', { status: 401 }))
  await expect(refusing.synthesizer.speak('Hola', options)).rejects.toMatchObject({
    code: 'synthesizer_unauthorized',
    message: expect.not.stringContaining('sk-secret'),
  })
  const wordy = startEndpoint(() => new Response('{"error": "no"}'))
  await expect(wordy.synthesizer.speak('Hola', options)).rejects.toMatchObject({
    code: 'synthesizer_misconfigured',
    message: expect.stringMatching(/^The speech endpoint .* no sound.*"error": "no"/),
  })
  // Only this line is at fault, so it is no reason to end the others.
  const silent = startEndpoint(() => new Response(new Uint8Array()))
  await expect(silent.synthesizer.speak('Hola', options)).rejects.toMatchObject({
    code: 'synthesizer_refused',
    message: expect.stringContaining('sent nothing for this line'),
  })
})

test('the user and password of the URL are sent as such, and no message has them', async () => {
  const headers: unknown[] = []
  const synthesizer = createHttpSynthesizer({
    baseUrl: 'http://anna:ge%20heim@mouth.test/v1',
    retry: { limit: 0 },
    fetch: (async (url: string, init: RequestInit) => {
      headers.push(
        new Request(url, { headers: init.headers as Record<string, string> }).headers.get('authorization'),
      )
      throw new TypeError('no route to http://anna:ge%20heim@mouth.test/v1')
    }) as typeof globalThis.fetch,
  })
  const options = { language: 'es', speed: 1, path: join(folder, 'c.wav'), signal }
  await expect(synthesizer.speak('Hola', options)).rejects.toMatchObject({
    code: 'synthesizer_unavailable',
    message: expect.not.stringMatching(/ge(%20| )heim/),
  })
  expect(headers).toEqual([`Basic ${Buffer.from('anna:ge heim').toString('base64')}`])
})

test('an answer without an end is not read to its end', async () => {
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 10_000_000
      controller.enqueue(new Uint8Array(10_000_000))
    },
  })
  const { synthesizer } = startEndpoint(() => new Response(endless))
  const options = { language: 'es', speed: 1, path: join(folder, 'd.wav'), signal }
  await expect(synthesizer.speak('Hola', options)).rejects.toMatchObject({
    code: 'synthesizer_misconfigured',
    message: expect.stringContaining('more than 50 MB'),
  })
  expect(sent).toBeLessThan(100_000_000)
})

test('the environment configures the endpoint', () => {
  expect(httpSynthesizerOptionsFrom({})).toBeUndefined()
  expect(
    httpSynthesizerOptionsFrom({
      VIDEO_TRANSLATION_SPEECH_URL: 'http://localhost:8000/v1',
      VIDEO_TRANSLATION_SPEECH_VOICES: 'anna, ben',
    }),
  ).toMatchObject({ baseUrl: 'http://localhost:8000/v1', voices: ['anna', 'ben'] })
  expect(() => createHttpSynthesizer({ baseUrl: 'localhost' })).toThrow(TypeError)
})
