import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { DEFAULT_PACKS, listPacks, pullPacks } from 'video-translation-server/models'
import { moonshine } from '../src/lib/engines/pipeline/recognition/sherpa/models.ts'
import { createSherpaTranscriber } from '../src/lib/engines/pipeline/recognition/sherpa/transcriber.ts'
import { createPiperSynthesizer } from '../src/lib/engines/pipeline/speech/piper.ts'
import { soundToWav } from '../src/lib/media/convert.ts'
import { wordErrors } from './support/word-errors.ts'

const never = new AbortController().signal
let folder: string
let site: Server

/** A real Piper voice: its model is in a package, its settings are on a site of this test. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'piper-'))
  const settings = Buffer.from(JSON.stringify(await readSettings()))
  site = createServer((request, response) => {
    response.statusCode = request.url === '/curie.onnx.json' ? 200 : 404
    response.end(response.statusCode === 200 ? settings : '')
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const config = { bytes: settings.length, sha256: createHash('sha256').update(settings).digest('hex') }
  await useRegistry({ id: 'en_US-curie-medium', language: 'en-US', path: 'curie.onnx', model: CURIE, config })
  await pullPacks([...DEFAULT_PACKS, 'piper-en_US-curie-medium'])
})

/** The voice draws its sound and pace at random, and one draw of many is hard to understand. */
async function readSettings(): Promise<object> {
  const content = await readFile(new URL('support/curie.onnx.json', import.meta.url), 'utf8')
  const settings = JSON.parse(content) as { inference: object }
  // 0 would be the default of sherpa-onnx.
  return { ...settings, inference: { ...settings.inference, noise_scale: 0.001, noise_w: 0.001 } }
}

const CURIE = {
  bytes: 63_123_367,
  sha256: 'a60ae466f61cd826646b8e54e04213f555d99ab57f0268b5fd7a9b4a23b354f4',
  tarball: {
    spec: 'expo-vits@1.0.1',
    bytes: 58_415_455,
    integrity:
      'sha512-8ehpk+5hZTsSk5wawGS4v67Iw2awqF78Vlv6XxwDwmnOI5Of2ZbDI315uGWIpSiPWEZOIDU5pjBt3natbx55tg==',
  },
  member: 'build/curie.onnx',
}

async function useRegistry(voice: object): Promise<void> {
  const { port } = site.address() as AddressInfo
  const path = join(folder, `registry-${Math.random()}.json`)
  const licence = 'unstated: for tests only'
  await writeFile(path, JSON.stringify({ home: `http://127.0.0.1:${port}`, voices: [{ licence, ...voice }] }))
  vi.stubEnv('VIDEO_TRANSLATION_PIPER_REGISTRY', path)
}

afterAll(async () => {
  vi.unstubAllEnvs()
  await new Promise((resolve) => site.close(resolve))
  await rm(folder, { recursive: true })
})

test('a Piper voice is pulled, converted and speaks, and its words are heard again', async () => {
  const synthesizer = createPiperSynthesizer()
  const transcriber = createSherpaTranscriber(moonshine('en'))
  try {
    expect(await synthesizer.missing({ from: 'es', to: 'en' })).toBeUndefined()
    expect(await synthesizer.voices?.()).toMatchObject([{ name: 'en_US-curie-medium', ready: true }])
    const path = join(folder, 'curie.wav')
    const text = 'The office in Paris is an exception. Please restart the server and save your changes.'
    const spoken = await synthesizer.speak(text, { language: 'en', speed: 1, path, signal: never })
    const faster = await synthesizer.speak(text, {
      language: 'en',
      speed: 1.3,
      path: join(folder, 'faster.wav'),
      signal: never,
    })
    expect(spoken).toMatchObject({ sampleRate: 22_050, retries: 0 })
    expect(faster.seconds).toBeLessThan(spoken.seconds)
    const wav = join(folder, '16-khz.wav')
    await soundToWav(path, { rate: 16_000, mostSeconds: 60 }, wav, never)
    const heard = await transcriber.transcribe(wav, {
      language: 'en',
      signal: never,
      onProgress: () => undefined,
      onWarning: () => undefined,
    })
    expect(wordErrors(heard.map((cue) => cue.text).join(' '), text)).toBeLessThanOrEqual(0.14)
  } finally {
    await Promise.all([synthesizer.close?.(), transcriber.close?.()])
  }
})

test('a voice whose dictionary is missing is refused, where native code would crash', async () => {
  const content = await readFile(new URL('support/curie.onnx.json', import.meta.url), 'utf8')
  const settings = JSON.stringify({ ...JSON.parse(content), espeak: { voice: 'tlh' } })
  site.removeAllListeners('request')
  site.on('request', (_request, response) => void response.end(settings))
  const config = { bytes: Buffer.byteLength(settings), md5: createHash('md5').update(settings).digest('hex') }
  const cacheFolder = join(folder, 'packs')
  await useRegistry({
    id: 'xx_XX-nobody-low',
    language: 'en-US',
    path: 'nobody.onnx',
    model: config,
    config,
  })
  await pullPacks(['piper-xx_XX-nobody-low'], { cacheFolder })
  const synthesizer = createPiperSynthesizer({ cacheFolder })
  const expected = { code: 'missing_dictionary', message: expect.stringContaining('`tlh`') }
  expect(await synthesizer.missing({ from: 'es', to: 'en' })).toMatchObject(expected)
  const speaking = synthesizer.speak('Hello.', {
    language: 'en',
    speed: 1,
    path: join(folder, 'x.wav'),
    signal: never,
  })
  await expect(speaking).rejects.toMatchObject(expected)
  await synthesizer.close?.()
})

test('the voices of the catalogue are free, or say that nobody states their licence', async () => {
  vi.stubEnv('VIDEO_TRANSLATION_PIPER_REGISTRY', '')
  const voices = (await listPacks()).filter(({ speaks }) => speaks !== undefined)
  expect(voices.length).toBeGreaterThan(50)
  const odd = voices.filter(({ licence }) => /NC|non-?commercial|research/i.test(licence))
  expect(odd).toEqual([])
})
