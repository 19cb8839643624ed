import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { writePeaks } from './peaks.ts'
import { writeWav } from './wav.ts'

const RATE = 16_000
const { signal } = new AbortController()

async function peaksOf(samples: Float32Array, gain?: number): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'peaks-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [wav, out] = [join(folder, 'sound.wav'), join(folder, 'peaks.bin')]
  await writeWav(wav, samples, RATE)
  await writePeaks(wav, out, { signal, ...(gain !== undefined && { gain }) })
  return [...new Int8Array(await readFile(out))]
}

it('has a pair for each fiftieth of a second, the least and the greatest sample', async () => {
  const samples = new Float32Array(RATE / 50 + 1)
  samples[5] = 0.5
  samples[7] = -0.25
  samples[RATE / 50] = 1
  expect(await peaksOf(samples)).toEqual([-32, 64, 0, 127])
})

it('places a sound by its second, beyond what is read at once', async () => {
  const samples = new Float32Array(61 * RATE)
  samples[60.5 * RATE] = -1
  const peaks = await peaksOf(samples)
  expect(peaks).toHaveLength(61 * 100)
  expect(peaks.findIndex((peak) => peak !== 0)).toBe(60.5 * 100)
})

it('stays in range when the sound is made louder, and is empty without sound', async () => {
  expect(await peaksOf(Float32Array.of(0.5, -0.1), 4)).toEqual([-51, 127])
  expect(await peaksOf(new Float32Array(0))).toEqual([])
})
