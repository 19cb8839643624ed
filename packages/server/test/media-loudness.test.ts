import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Span } from '../src/lib/media/dub-track.ts'
import { safeInput } from '../src/lib/media/input.ts'
import { measureDubGain, measureSpeechLoudness } from '../src/lib/media/loudness.ts'
import { probeMedia } from '../src/lib/media/probe.ts'
import { writeWav } from '../src/lib/media/wav.ts'

const RATE = 16_000
const { signal } = new AbortController()
let folder: string
let dub: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loudness-'))
  dub = await tones('dub', [
    [2, 0.2],
    [6, 0],
  ])
})
afterAll(() => rm(folder, { recursive: true }))

/** A tone of 1 kHz whose stretches have a length in seconds and an amplitude each. */
async function tones(name: string, stretches: [seconds: number, amplitude: number][]): Promise<string> {
  const path = join(folder, `${name}.wav`)
  const samples = stretches.flatMap(([seconds, amplitude]) => {
    return Array.from({ length: seconds * RATE }, (_, at) => amplitude * Math.sin((at * 2 * Math.PI) / 16))
  })
  await writeWav(path, Float32Array.from(samples), RATE)
  return path
}

async function gainFor(source: string, spans: Span[]): Promise<number> {
  const input = await safeInput(source)
  const media = await probeMedia(input, signal)
  const sound = { input, media, audio: 0, signal }
  const speech = await measureSpeechLoudness({ ...sound, spans })
  return await measureDubGain({ ...sound, speech, dub })
}

it('a dub gets the loudness of the speech, and neither music nor silence counts', async () => {
  const source = await tones('music', [
    [3, 0.02],
    [3, 0.8],
    [3, 0.02],
    [3, 0],
  ])
  const spans = [
    { start: 0, end: 3 },
    { start: 6, end: 9 },
  ]
  expect(await gainFor(source, spans)).toBeCloseTo(-20, 0)
})

it('some spans of a long file stand for all', async () => {
  const source = await tones('long', [[20, 0.1]])
  const spans = Array.from({ length: 2000 }, (_, at) => ({ start: at / 100, end: (at + 1) / 100 }))
  expect(await gainFor(source, spans)).toBeCloseTo(-6, 0)
})

it('a dub keeps its loudness without speech to compare with', async () => {
  const source = await tones('silence', [[2, 0]])
  expect(await gainFor(source, [{ start: 0, end: 2 }])).toBe(0)
  expect(await gainFor(source, [])).toBe(0)
})

it('the gain is bounded, so that a whisper does not make the dub inaudible', async () => {
  const source = await tones('whisper', [[2, 0.0009]])
  expect(await gainFor(source, [{ start: 0, end: 2 }])).toBe(-40)
})
