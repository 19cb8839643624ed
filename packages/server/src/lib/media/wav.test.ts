import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openWav, readWav, writeWav } from './wav.ts'

test('a WAV file is read in parts, as it was written', async () => {
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

test('a WAV file with a placeholder for its length ends with the file', async () => {
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
  await expect(openWav(path)).rejects.toThrow('is not a WAV file')
  await rm(folder, { recursive: true })
})

test('a WAV file of 32-bit float samples is read like one of 16-bit samples', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wav-'))
  const path = join(folder, 'a.wav')
  await writeWav(path, new Float32Array(2), 16_000)
  const bytes = await readFile(path)
  bytes.writeUInt16LE(3, 20)
  bytes.writeUInt16LE(32, 34)
  bytes.writeFloatLE(-0.5, 44)
  await writeFile(path, bytes)
  expect([...(await readWav(path)).samples]).toEqual([-16_384])
  await rm(folder, { recursive: true })
})
