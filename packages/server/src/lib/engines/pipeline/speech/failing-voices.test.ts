import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EngineError } from '../../../engine-error.ts'
import type { ConvertClips } from '../../../media/convert-clips.ts'
import { writeWav } from '../../../media/wav.ts'
import type { TranslatedCue } from '../providers/cue.ts'
import type { Synthesizer } from '../providers/providers.ts'
import { speakCues } from './speak-cues.ts'
import { createCache, createVoice, cuesOf, optionsIn, sampleRate } from './testing/plain-voice.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'failing-'))
})
afterEach(() => rm(folder, { recursive: true }))

function optionsFor(cues: TranslatedCue[], synthesizer: Synthesizer) {
  return optionsIn(folder, cues, synthesizer)
}

const unavailable = new EngineError('synthesizer_unavailable', 'The endpoint is away.', { retryable: true })

test('an endpoint that is away for one line speaks it later', async () => {
  const { voice, asked } = createVoice()
  const cues = cuesOf([0, 'one'], [5, 'two'], [10, 'three'])
  let isAway = true
  const speak: Synthesizer['speak'] = async (text, options) => {
    if (text === 'two' && isAway) {
      isAway = false
      throw unavailable
    }
    return await voice.speak(text, options)
  }
  const { reports } = await speakCues(cues, optionsFor(cues, { ...voice, speak }))
  expect(reports.map(({ skipped }) => skipped)).toEqual([undefined, undefined, undefined])
  expect(asked).toHaveLength(3)
})

test('a line for which an endpoint always fails is skipped, and the others are spoken', async () => {
  const { voice } = createVoice()
  const cues = cuesOf([0, 'one'], [5, 'two'], [10, 'three'])
  const speak: Synthesizer['speak'] = async (text, options) => {
    if (text === 'two') throw unavailable
    return await voice.speak(text, options)
  }
  const { reports } = await speakCues(cues, optionsFor(cues, { ...voice, speak }))
  expect(reports.map(({ skipped }) => skipped)).toEqual([undefined, 'failed', undefined])
})

test.each([
  ['is away', unavailable, 3],
  ['refuses its key', new EngineError('synthesizer_unauthorized', 'No.'), 1],
])('an endpoint that %s fails the stage, and skips no line', async (_, error, requests) => {
  const { voice } = createVoice()
  const cues = cuesOf([0, 'a first line'], ...[5, 10, 15, 20].map((at): [number, string] => [at, 'more']))
  let failed = 0
  const speak: Synthesizer['speak'] = async (text, options) => {
    if (text === 'a first line') return await voice.speak(text, options)
    failed++
    throw error
  }
  await expect(speakCues(cues, optionsFor(cues, { ...voice, speak }))).rejects.toBe(error)
  expect(failed).toBe(requests)
})

test('a short target whose endpoint is away is tried again', async () => {
  const { voice } = createVoice()
  const cues = cuesOf([0, 'one'])
  const speak = () => Promise.reject(unavailable)
  await expect(speakCues(cues, optionsFor(cues, { ...voice, speak }))).rejects.toMatchObject({
    retryable: true,
  })
})

test('a clip that cannot be stored or stretched is heard as it is', async () => {
  const { voice } = createVoice()
  const cues = cuesOf([0, 'x'.repeat(40)], [2.08, 'y'.repeat(30)], [9, 'z'])
  const store = () => Promise.reject(new Error('the bucket is away'))
  const cache = { find: async () => new Map(), store }
  const convert: ConvertClips = async (clips) =>
    new Map(clips.map(({ out }) => [out, new Error('ffmpeg took too long')]))
  const { reports } = await speakCues(cues, { ...optionsFor(cues, voice), cache, convert })
  expect(reports.map(({ skipped, tempo }) => [skipped, tempo])).toEqual(cues.map(() => [undefined, 1]))
})

test('each voice speaks all its lines before the next one', async () => {
  const { voice, asked } = createVoice()
  const cues = cuesOf([0, 'a'], [5, 'bbb'], [10, 'aaaa'], [15, 'bb'])
  const options = optionsFor(cues, voice)
  const of = ({ id }: { id: number }) => ({ synthesizer: voice, voice: id % 2 === 1 ? 'ana' : 'ben' })
  await speakCues(cues, { ...options, cast: { main: options.cast.main, of } })
  expect(asked.map(({ text }) => text)).toEqual(['aaaa', 'a', 'bbb', 'bb'])
})

test('the identity of a voice is asked once, whatever the number of lines', async () => {
  const { voice } = createVoice()
  const cues = cuesOf([0, 'one'], [5, 'two'], [10, 'three'])
  let asked = 0
  const identity = async () => `plain ${++asked}`
  const cache = createCache()
  await speakCues(cues, { ...optionsFor(cues, { ...voice, identity }), cache })
  expect(asked).toBe(1)
})

test.each([
  ['once', 1, undefined],
  ['always', 9, 'failed'],
])(
  'a take that is far too long %s is spoken again, and never delays the other lines',
  async (_, times, skipped) => {
    const { voice } = createVoice()
    const cues = cuesOf([0, 'one'], [5, 'two words'], [10, 'three'])
    let left = times
    const speak: Synthesizer['speak'] = async (text, options) =>
      await voice.speak(text === 'two words' && left-- > 0 ? text.repeat(100) : text, options)
    const { reports, clips } = await speakCues(cues, optionsFor(cues, { ...voice, speak }))
    expect(reports[1]?.skipped).toBe(skipped)
    expect(clips.at(-1)).toMatchObject({ id: 3, start: 10 })
  },
)

test('a stored clip that is far too long is spoken again', async () => {
  const { voice, asked } = createVoice()
  const cues = cuesOf([0, 'one'], [5, 'two'])
  const path = join(folder, 'stored.wav')
  await writeWav(path, new Float32Array(120 * sampleRate).fill(0.5), sampleRate)
  const find = async (hashes: readonly string[]) =>
    new Map(hashes.map((hash) => [hash, { path, retries: 0 }]))
  const cache = { find, store: async () => undefined }
  const { clips } = await speakCues(cues, { ...optionsFor(cues, voice), cache })
  expect(asked).toHaveLength(2)
  expect(clips[1]?.start).toBe(5)
})
