import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { StorageFull } from '../src/lib/files/storage-full.ts'
import { flacToWav, wavToFlac } from '../src/lib/media/convert.ts'
import { readWav, writeWav } from '../src/lib/media/wav.ts'

const { signal } = new AbortController()
let folder: string
let clip: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flac-'))
  clip = join(folder, 'clip.wav')
  const tone = Float32Array.from({ length: 48_000 }, (_, at) => Math.sin(at / 17) * Math.sin(at / 5_000))
  await writeWav(clip, tone, 24_000)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('a clip is restored without loss from at most three quarters of its bytes', async () => {
  const [flac, back] = [join(folder, 'clip.flac'), join(folder, 'back.wav')]
  await wavToFlac(clip, flac, signal)
  await flacToWav(flac, back, signal)
  expect(await readWav(back)).toEqual(await readWav(clip))
  expect((await stat(flac)).size).toBeLessThan((await stat(clip)).size * 0.75)
})

it('a full disk is reported as such, and not as a broken clip', async () => {
  await expect(wavToFlac(clip, '/dev/full', signal)).rejects.toThrow(StorageFull)
})
