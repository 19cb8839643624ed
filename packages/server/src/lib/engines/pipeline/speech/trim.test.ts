import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { trimSilence } from './trim.ts'
import { openWav, writeWav } from './wav.ts'

const sampleRate = 1000
const tone = (from: number, to: number, length: number) =>
  Float32Array.from({ length }, (_, index) => (index >= from && index < to ? 0.5 * Math.sin(index) : 0.0001))

test('the silence around speech goes, all but a blink', () => {
  const spoken = trimSilence(tone(300, 700, 2000), sampleRate)
  expect(spoken.length).toBe(440)
})

test('a pause within speech stays', () => {
  const samples = tone(300, 1500, 2000)
  samples.fill(0, 600, 1200)
  expect(trimSilence(samples, sampleRate).length).toBe(1240)
})

test('silence alone gives nothing', () => {
  expect(trimSilence(new Float32Array(500), sampleRate).length).toBe(0)
})

test('a wav is read in parts, as it was written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wav-'))
  const path = join(folder, 'a.wav')
  await writeWav(path, Float32Array.of(0, 0.5, -0.5, 1, -1), 16_000)
  const wav = await openWav(path)
  expect([wav.sampleRate, wav.samples]).toEqual([16_000, 5])
  expect([...(await wav.read(1, 2))].map((sample) => sample.toFixed(2))).toEqual(['0.50', '-0.50'])
  expect((await wav.read(4, 100)).length).toBe(1)
  await wav.close()
  await rm(folder, { recursive: true })
})

test('a wav that was written into a pipe has as many samples as are there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wav-'))
  const path = join(folder, 'a.wav')
  await writeWav(path, new Float32Array(10), 16_000)
  const bytes = await readFile(path)
  bytes.writeUInt32LE(0xffffffff, 40)
  await writeFile(path, bytes)
  const wav = await openWav(path)
  expect(wav.samples).toBe(10)
  await wav.close()
  await writeFile(path, 'hello')
  await expect(openWav(path)).rejects.toThrow('no wav')
  await rm(folder, { recursive: true })
})
