import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DUCKING_SAMPLE_RATE, mergeSpans, writeDubTrack, writeDuckingSignal } from './dub-track.ts'
import { createWavWriter, readWav } from './wav.ts'

const RATE = 8000
const { signal } = new AbortController()
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dub-track-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function clip(name: string, samples: number[], rate = RATE): Promise<string> {
  const path = join(folder, `${name}.wav`)
  const writer = await createWavWriter(path, rate)
  await writer.write(Int16Array.from(samples))
  await writer.close()
  return path
}

async function track(clips: { path: string; start: number }[], seconds: number): Promise<Int16Array> {
  const path = join(folder, 'track.wav')
  await writeDubTrack(clips, seconds, path, signal)
  return (await readWav(path)).samples
}

describe('the dub track', () => {
  it('is exactly as long as the source, with each clip at its exact sample', async () => {
    const path = await clip('one', [1, 2, 3])
    const samples = await track(
      [
        { path, start: 0.5 },
        { path, start: 20 },
      ],
      30.001,
    )
    expect(samples.length).toBe(Math.round(30.001 * RATE))
    expect([...samples.subarray(3999, 4004)]).toEqual([0, 1, 2, 3, 0])
    expect([...samples.subarray(159_999, 160_004)]).toEqual([0, 1, 2, 3, 0])
    expect(samples.reduce((sum, sample) => sum + sample, 0)).toBe(12)
  })

  it('mixes a clip that overlaps the next one', async () => {
    const long = await clip('long', [10, 10, 10, 10])
    const short = await clip('short', [1])
    const samples = await track(
      [
        { path: long, start: 0 },
        { path: short, start: 2 / RATE },
      ],
      6 / RATE,
    )
    expect([...samples]).toEqual([10, 10, 11, 10, 0, 0])
  })

  it('clips instead of wrapping around when two loud clips overlap', async () => {
    const loud = await clip('loud', [32_000, -32_000])
    const samples = await track(
      [
        { path: loud, start: 0 },
        { path: loud, start: 0 },
      ],
      2 / RATE,
    )
    expect([...samples]).toEqual([32_767, -32_768])
  })

  it('ends with the source even if a clip is longer', async () => {
    const long = await clip('tail', [1, 2, 3, 4])
    const samples = await track(
      [
        { path: long, start: 0 },
        { path: long, start: 9 },
      ],
      2 / RATE,
    )
    expect([...samples]).toEqual([1, 2])
  })

  it('refuses clips of different sample rates, which would have the wrong pitch', async () => {
    const one = await clip('8k', [1])
    const other = await clip('16k', [1], 16_000)
    await expect(
      track(
        [
          { path: one, start: 0 },
          { path: other, start: 1 },
        ],
        2,
      ),
    ).rejects.toThrow(/sample rate of 16000 Hz/)
  })

  it('is written piece by piece, at any length', async () => {
    const path = await clip('hour', [7])
    const out = join(folder, 'hour-track.wav')
    await writeDubTrack(
      [
        { path, start: 1 },
        { path, start: 3599 },
      ],
      3600,
      out,
      signal,
    )
    expect((await stat(out)).size).toBe(3600 * RATE * 2 + 44)
  })
})

describe('the ducking signal', () => {
  it('is loud during dubbed spans and silent elsewhere', async () => {
    const path = join(folder, 'key.wav')
    await writeDuckingSignal(
      [
        { start: 1, end: 2 },
        { start: 1.5, end: 3 },
      ],
      4,
      path,
      signal,
    )
    const { samples } = await readWav(path)
    const loud = [...samples].map((sample) => Math.abs(sample) > 1000)
    expect(samples.length).toBe(4 * DUCKING_SAMPLE_RATE)
    expect(loud.indexOf(true)).toBe(DUCKING_SAMPLE_RATE)
    expect(loud.lastIndexOf(true)).toBe(3 * DUCKING_SAMPLE_RATE - 1)
  })

  it('joins overlapping spans', () => {
    const spans = [
      { start: 5, end: 6 },
      { start: 1, end: 3 },
      { start: 2, end: 2.5 },
    ]
    expect(mergeSpans(spans)).toEqual([
      { start: 1, end: 3 },
      { start: 5, end: 6 },
    ])
  })
})
