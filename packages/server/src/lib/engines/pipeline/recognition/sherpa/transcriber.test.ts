import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { folderOf } from '../../../../models/cache-folder.ts'
import { findPack } from '../../../../models/catalogue.ts'
import { markInstalled } from '../../../../models/installed.ts'
import type { SpeakerTurn } from '../../providers/diarizer.ts'
import type { SpeechHost } from '../../speech/speech-host.ts'
import type {
  FoundSpeech,
  Recognition,
  RecogniserModel,
  SpeechRequest,
} from '../../speech/speech-messages.ts'
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

const HEARD = { sampleRate: 16_000, speech: [{ first: 16_000, end: 48_000 }], dips: [], pitches: [] }

/** A process that hears two seconds of voice, and answers like the library. */
function hostAnswering(recognition: Partial<Recognition>, found: Partial<FoundSpeech> = {}) {
  const models: RecogniserModel[] = []
  const host = {
    async run(request: SpeechRequest) {
      if (request.operation === 'recognise') models.push(request.model)
      const speech = { ...HEARD, ...found }
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

test('two voices of different pitch have cues of their own, unless the speakers are known', async () => {
  await install('silero-vad', 'parakeet-v3')
  const words =
    'Wohin gehst du, nach Hause, und wann denn, um acht, und warum denn, ich bin müde, bis morgen, bis bald.'.split(
      ' ',
    )
  const tokens = words.map((word, index) => ({ text: ` ${word}`, start: 0.1 + index * 0.5, seconds: 0.5 }))
  const pitches = [3, 2, 3, 2, 3, 3, 2, 2].map((count, index, counts) => {
    const before = counts.slice(0, index).reduce((sum, other) => sum + other, 0)
    const [first, end] = [before, before + count].map((at) => (1 + at * 0.5) * 16_000)
    return { first: first ?? 0, end: end ?? 0, hertz: index % 2 === 0 ? 110 : 210 }
  })
  const speech = [{ first: 16_000, end: 11 * 16_000 }]
  const { host } = hostAnswering({ text: words.join(' '), tokens }, { speech, pitches })
  const parakeet = createSherpaTranscriber(PARAKEET, { cacheFolder, host })
  const textsOf = async (turns?: SpeakerTurn[]) => {
    const cues = await parakeet.transcribe('a.wav', { ...listening, language: 'de', ...(turns && { turns }) })
    return cues.map(({ text }) => text)
  }
  expect(await textsOf()).toEqual([
    'Wohin gehst du,',
    'nach Hause,',
    'und wann denn,',
    'um acht,',
    'und warum denn,',
    'ich bin müde,',
    'bis morgen,',
    'bis bald.',
  ])
  expect(await textsOf([{ start: 0, end: 11, speaker: 'Anna' }])).toHaveLength(2)
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
