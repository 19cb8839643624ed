import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeWav } from '../../../media/wav.ts'
import type { Diarizer } from '../providers/diarizer.ts'
import type { TranscribeOptions, Transcriber } from '../providers/providers.ts'
import { medianPitch } from '../speech/pitch.ts'
import { assignSpeakers } from './assign-speakers.ts'
import { describeSpeakers } from './describe-speakers.ts'
import { refuseSpeakers, requireDiarizer } from './refuse-speakers.ts'
import { readSpeakerFile } from './speaker-file.ts'
import { withFoundSpeakers, withGivenSpeakers } from './with-speakers.ts'

const RATE = 16_000
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speakers-'))
})
afterAll(() => rm(folder, { recursive: true }))

function cue(id: number, start: number, end: number) {
  return { id, start, end, text: 'x' }
}

/** Pulses through the resonances of a mouth, as a voice of this pitch has them. */
function voiceOf(pitch: number, seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * RATE }, (_, at) => {
    const phase = ((at / RATE) * pitch) % 1
    return 0.5 * Math.exp(-6 * phase) * Math.sin((2 * Math.PI * 700 * phase) / pitch)
  })
}

const RTTM = `;; by hand
SPEAKER talk 1 0.00 2.00 <NA> <NA> Anna <NA> <NA>
SPEAKER talk 1 2.10 3.00 <NA> <NA> Ben <NA> <NA>
`

test('RTTM and JSON say who speaks when', () => {
  const turns = [
    { start: 0, end: 2, speaker: 'Anna' },
    { start: 2.1, end: 5.1, speaker: 'Ben' },
  ]
  expect(readSpeakerFile(RTTM)).toEqual(turns)
  expect(readSpeakerFile(JSON.stringify(turns.toReversed()))).toEqual(turns)
  expect(readSpeakerFile(JSON.stringify({ segments: turns }))).toEqual(turns)
})

test.each([
  ['hello', 'neither RTTM nor JSON'],
  ['{"turns": 3}', 'no list'],
  ['[{"start": 2, "end": 1, "speaker": "A"}]', 'no times or no name'],
  ['SPEAKER talk 1 x 2.00 <NA> <NA> Anna <NA> <NA>', 'no times or no name'],
  ['[{"start": 0, "end"', 'no JSON'],
])('a file of speakers like %s is refused', async (text, message) => {
  expect(() => readSpeakerFile(text)).toThrow(message)
  expect(await refuseSpeakers({ speakers: text }, undefined)).toMatchObject([
    { code: 'invalid_speakers', pointer: '/options/speakers' },
  ])
})

test('a cue has the speaker of most of it, else the nearest one', () => {
  const cues = [cue(1, 0, 2.5), cue(2, 2.4, 5), cue(3, 5.5, 6), cue(4, 20, 21)]
  expect(assignSpeakers(cues, readSpeakerFile(RTTM)).map(({ speaker }) => speaker)).toEqual([
    'Anna',
    'Ben',
    'Ben',
    undefined,
  ])
})

test('a turn that a file has twice counts once', () => {
  const turn = (start: number, end: number, speaker: string) => ({ start, end, speaker })
  const turns = [turn(0, 2, 'Anna'), turn(0, 2, 'Anna'), turn(2, 5, 'Ben')]
  const cue = { id: 1, start: 0, end: 5, text: 'lorem' }
  expect(assignSpeakers([cue], turns)).toEqual([{ ...cue, speaker: 'Ben' }])
})

test('a long file of speakers beyond the end of the video takes no time', () => {
  let read = 0
  const turns = Array.from({ length: 2000 }, (_, at) => ({
    get start() {
      read++
      return 1e5 + ((at * 7919) % 2000)
    },
    end: 2e5,
    speaker: 'Anna',
  }))
  const cues = Array.from({ length: 20 }, (_, at) => cue(at, at, at + 1))
  expect(assignSpeakers(cues, turns).every(({ speaker }) => speaker === undefined)).toBe(true)
  expect(read).toBeLessThanOrEqual(2 * cues.length * turns.length)
})

test.each([90, 120, 210, 260])('the pitch of a voice of %d Hz is found', (pitch) => {
  expect(medianPitch(voiceOf(pitch, 1), RATE)).toBeCloseTo(pitch, -1)
})

test('noise and silence have no pitch', () => {
  let seed = 1
  const noise = Float32Array.from(
    { length: RATE },
    () => ((seed = (seed * 16_807) % 2_147_483_647) % 1000) / 1000 - 0.5,
  )
  expect(medianPitch(noise, RATE)).toBeUndefined()
  expect(medianPitch(new Float32Array(RATE), RATE)).toBeUndefined()
})

test('two speakers of one recording have names, in the order of their first words, and a likely sex', async () => {
  const path = join(folder, 'two.wav')
  const sound = new Float32Array(5 * RATE)
  sound.set(voiceOf(110, 2), 0)
  sound.set(voiceOf(220, 2), Math.round(2.5 * RATE))
  await writeWav(path, sound, RATE)
  const diarizer: Diarizer = {
    name: 'fake',
    identity: async () => 'fake 1',
    missing: async () => undefined,
    diarize: async (_wav, { speakers }) => [
      { start: 0, end: 2, speaker: 'S1' },
      { start: 2.5, end: 4.5, speaker: `S${speakers}` },
    ],
  }
  const transcriber = {
    name: 'ear',
    identity: async () => 'ear 1',
    transcribe: async (_wav: string, { turns = [] }: TranscribeOptions) =>
      turns.map(({ start, end }, at) => cue(at + 1, start, end)),
  } as unknown as Transcriber
  const found = withFoundSpeakers(transcriber, diarizer, 2)
  const given = withGivenSpeakers(transcriber, readSpeakerFile(RTTM))
  const options = {
    language: 'en',
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onWarning: () => undefined,
  }
  const cues = await found.transcribe(path, options)
  expect(cues.map(({ speaker }) => speaker)).toEqual(['S1', 'S2'])
  expect((await given.transcribe(path, options)).map(({ speaker }) => speaker)).toEqual(['Anna', 'Ben'])
  expect(new Set([await found.identity(), await given.identity(), await transcriber.identity()]).size).toBe(3)
  expect(await describeSpeakers(cues, path)).toEqual([
    { name: 'S1', sex: 'male' },
    { name: 'S2', sex: 'female' },
  ])
})

test('telling speakers apart needs its pack, and no file beside it', async () => {
  const missing = { code: 'missing_packs', message: 'Pull speakers.' }
  const diarizer = { missing: async () => missing } as unknown as Diarizer
  expect(await refuseSpeakers({ detectSpeakers: 2 }, diarizer)).toMatchObject([
    { ...missing, pointer: '/options/detectSpeakers', isLocal: true },
  ])
  expect(await refuseSpeakers({ detectSpeakers: true, speakers: RTTM }, diarizer)).toMatchObject([
    { code: 'invalid_option', pointer: '/options/detectSpeakers' },
  ])
  expect(await refuseSpeakers({ speakers: RTTM }, undefined)).toEqual([])
  await expect(requireDiarizer({ detectSpeakers: 2 }, diarizer)).rejects.toMatchObject({
    ...missing,
    retryable: true,
  })
  await requireDiarizer({ speakers: RTTM }, diarizer)
})
