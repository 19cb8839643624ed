import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createClipCache } from '../src/lib/engines/pipeline/stages/clip-cache.ts'
import { StorageFull } from '../src/lib/files/storage-full.ts'
import { type ClipConversion, convertClips } from '../src/lib/media/convert-clips.ts'
import { wavToFlac } from '../src/lib/media/convert.ts'
import { readWav, writeWav } from '../src/lib/media/wav.ts'
import { countFfmpeg, useFfmpeg } from './support/count-ffmpeg.ts'

const { signal } = new AbortController()
let folder: string
let clip: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clips-'))
  clip = at('clip.wav')
  await writeTone(clip, 2)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

function at(name: string): string {
  return join(folder, name)
}

async function writeTone(path: string, seconds: number): Promise<void> {
  const tone = (at: number) => Math.sin(at / 17) * Math.sin(at / 5_000)
  await writeWav(
    path,
    Float32Array.from({ length: 24_000 * seconds }, (_, at) => tone(at)),
    24_000,
  )
}

/** Every third is decoded, every third stretched, and every third gets another rate. */
async function conversionsOf(count: number): Promise<ClipConversion[]> {
  await wavToFlac(clip, at('clip.flac'), signal)
  const kinds = [
    { path: at('clip.flac'), format: 'flac' },
    { path: clip, tempo: 1.13 },
    { path: clip, rate: 22_050 },
  ] as const
  return Array.from({ length: count }, (_, index) => ({
    ...(kinds[index % kinds.length] as (typeof kinds)[number]),
    out: at(`${index}.wav`),
  }))
}

it('a clip is restored without loss from at most three quarters of its bytes', async () => {
  const [flac, back] = [at('clip.flac'), at('back.wav')]
  await wavToFlac(clip, flac, signal)
  expect(await convertClips([{ path: flac, format: 'flac', out: back }], signal)).toEqual(new Map())
  expect(await readWav(back)).toEqual(await readWav(clip))
  expect((await stat(flac)).size).toBeLessThan((await stat(clip)).size * 0.75)
})

it('a clip becomes faster, or gets another rate', async () => {
  const [fast, other] = [at('fast.wav'), at('other.wav')]
  const conversions = [
    { path: clip, out: fast, tempo: 1.25 },
    { path: clip, out: other, rate: 16_000 },
  ]
  expect(await convertClips(conversions, signal)).toEqual(new Map())
  const [faster, resampled] = await Promise.all([readWav(fast), readWav(other)])
  expect([faster.sampleRate, resampled.sampleRate]).toEqual([24_000, 16_000])
  expect(faster.samples.length / 24_000).toBeCloseTo(1.6, 1)
  expect(resampled.samples.length / 16_000).toBeCloseTo(2, 1)
})

it('many clips take few processes, and each becomes what it becomes alone', async () => {
  const conversions = await conversionsOf(50)
  const processes = await countFfmpeg(folder)
  expect(await convertClips(conversions, signal)).toEqual(new Map())
  expect(await processes()).toBe(3)
  for (const conversion of [conversions[0], conversions[25], conversions[47]] as ClipConversion[]) {
    const alone = `${conversion.out}.alone`
    await convertClips([{ ...conversion, out: alone }], signal)
    expect(await readFile(conversion.out)).toEqual(await readFile(alone))
  }
})

it('a clip that cannot be read fails alone', async () => {
  const conversions = await conversionsOf(20)
  await writeFile(at('broken.flac'), 'no sound')
  const broken: ClipConversion = { path: at('broken.flac'), format: 'flac', out: at('broken.wav') }
  const processes = await countFfmpeg(folder)
  const failures = await convertClips([...conversions, broken], signal)
  expect([...failures]).toMatchObject([[broken.out, { name: 'MediaToolFailed' }]])
  expect(await processes()).toBeLessThan(12)
  for (const { out } of conversions) expect((await stat(out)).size).toBeGreaterThan(40_000)
})

it('the clips of a translation are found at once, without those that are missing or broken', async () => {
  const shared = new Map<string, string>()
  const files = {
    findShared: async (name: string) => shared.get(name),
    get: async (key: string) => key,
    async putShared(path: string, name: string) {
      await copyFile(path, at('stored'))
      shared.set(name, at('stored'))
      return at('stored')
    },
  }
  const cache = createClipCache({ files, signal } as never, folder)
  const hashes = Array.from({ length: 30 }, (_, index) => `h${index}`)
  await cache.store('h0', { path: clip, retries: 1 })
  for (const hash of hashes.slice(1, 20)) shared.set(`clip-${hash}.flac`, at('stored'))
  await writeFile(at('broken'), 'no sound')
  shared.set('clip-h7.flac', at('broken'))
  const processes = await countFfmpeg(folder)
  const found = await cache.find(hashes)
  expect([...found.keys()]).toEqual(hashes.slice(0, 20).filter((hash) => hash !== 'h7'))
  expect(await processes()).toBeLessThan(12)
  expect(await readWav(found.get('h19')?.path ?? '')).toEqual(await readWav(clip))
})

it('an abort ends all processes, with its reason', async () => {
  const aborting = new AbortController()
  const reason = new Error('canceled')
  const conversions = await conversionsOf(50)
  await useFfmpeg(folder, `touch "${at('began')}"\nexec sleep 600`)
  const converting = convertClips(conversions, aborting.signal)
  converting.catch(() => undefined)
  await vi.waitFor(() => stat(at('began')), 60_000)
  aborting.abort(reason)
  await expect(converting).rejects.toBe(reason)
})

it('a full disk is reported as such, and not as a broken clip', async () => {
  await expect(wavToFlac(clip, '/dev/full', signal)).rejects.toThrow(StorageFull)
  await expect(convertClips([{ path: clip, out: '/dev/full' }], signal)).rejects.toThrow(StorageFull)
})
