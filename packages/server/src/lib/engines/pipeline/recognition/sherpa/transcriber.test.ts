import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { folderOf } from '../../../../models/cache-folder.ts'
import { findPack } from '../../../../models/catalogue.ts'
import { markInstalled } from '../../../../models/installed.ts'
import type { SpeechHost } from '../../speech/speech-host.ts'
import type { Recognition, RecogniserModel, SpeechRequest } from '../../speech/speech-messages.ts'
import { PARAKEET, SENSE_VOICE, sherpaWhisper } from './models.ts'
import { createSherpaTranscriber } from './transcriber.ts'

let cacheFolder: string

beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'packs-'))
})
afterEach(() => rm(cacheFolder, { recursive: true }))

/** The real weights cannot be had here, so a pack is a folder that counts as installed. */
async function install(...names: string[]): Promise<void> {
  for (const name of names) {
    const pack = findPack(name)!
    await mkdir(folderOf(pack, cacheFolder), { recursive: true })
    await markInstalled(pack, [], cacheFolder)
  }
}

/** A process that hears two seconds of voice, and answers like the library. */
function hostAnswering(recognition: Partial<Recognition>) {
  const models: RecogniserModel[] = []
  const host = {
    async run(request: SpeechRequest) {
      if (request.operation === 'recognise') models.push(request.model)
      const speech = { sampleRate: 16_000, speech: [{ first: 16_000, end: 48_000 }], dips: [] }
      const heard: Recognition = { text: '', tokens: [], segments: [], ...recognition }
      return { answer: request.operation === 'detect' ? speech : heard, retries: 0 }
    },
    close: async () => {},
  } as unknown as SpeechHost
  return { host, models }
}

const listening = { signal: new AbortController().signal, onProgress: () => {}, onWarning: () => {} }

test('Parakeet gives its own times of words, moved to the edges of the voice', async () => {
  await install('silero-vad', 'parakeet-v3')
  const tokens = [
    { text: ' Guten', start: 0.3, seconds: 0.6 },
    { text: ' Tag', start: 0.9, seconds: 1 },
    { text: '.', start: 1.9, seconds: 0.1 },
  ]
  const { host, models } = hostAnswering({ text: 'Guten Tag.', tokens })
  const parakeet = createSherpaTranscriber(PARAKEET, { cacheFolder, host })
  expect(await parakeet.missing({ from: 'de-AT' })).toBeUndefined()
  expect(await parakeet.transcribe('a.wav', { ...listening, language: 'de' })).toEqual([
    { id: 1, start: 1, end: 3, text: 'Guten Tag.' },
  ])
  expect(models).toMatchObject([
    { kind: 'parakeet', folder: folderOf(findPack('parakeet-v3')!, cacheFolder) },
  ])
})

test('SenseVoice gets the code of the language, and its signs become a line without spaces', async () => {
  await install('silero-vad', 'sense-voice')
  const tokens = ['今', '日', '。'].map((text, index) => ({ text, start: 0.2 + index / 2 }))
  const { host, models } = hostAnswering({ text: '今日。', tokens })
  const senseVoice = createSherpaTranscriber(SENSE_VOICE, { cacheFolder, host })
  const cues = await senseVoice.transcribe('a.wav', { ...listening, language: 'ja-JP' })
  expect(cues).toMatchObject([{ text: '今日。', start: 1 }])
  expect(models).toMatchObject([{ kind: 'sense-voice', language: 'ja' }])
})

test('the largest Whisper that is installed is used, with its own code of the language', async () => {
  await install('silero-vad', 'sherpa-whisper-tiny', 'sherpa-whisper-medium')
  const { host, models } = hostAnswering({ text: 'Sugeng enjing sedaya.' })
  const whisper = createSherpaTranscriber(
    sherpaWhisper(['jv'], () => 'jw'),
    { cacheFolder, host },
  )
  await whisper.transcribe('a.wav', { ...listening, language: 'jv' })
  expect(models).toMatchObject([{ language: 'jw', folder: expect.stringContaining('sherpa-whisper-medium') }])
})

test('a recogniser without its pack names it, and one that does not know the language says so', async () => {
  const parakeet = createSherpaTranscriber(PARAKEET, { cacheFolder, host: hostAnswering({}).host })
  expect(await parakeet.missing({ from: 'fr' })).toMatchObject({
    code: 'missing_packs',
    message: expect.stringContaining('models pull silero-vad parakeet-v3'),
  })
  expect(await parakeet.missing({ from: 'ja' })).toMatchObject({ code: 'unsupported_language' })
})
