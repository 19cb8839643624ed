import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { planKeptParts } from '../src/lib/media/kept-parts.ts'
import { FALLBACK_CONTAINER, WEBM } from '../src/lib/media/render-plan.ts'
import { dub, ffmpeg, inspect, probe, tracks } from './support/media.ts'

let folder: string
const at = (name: string) => join(folder, name)
const sample = (name: string) => fileURLToPath(new URL(`../../../samples/${name}`, import.meta.url))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function dubbed(source: string) {
  const result = await dub(source, at(`${source.split('/').at(-1)}-out`))
  return { ...result, after: await probe(result.path) }
}

/** Flags of the streams of one type, in order. */
function flags(streams: Awaited<ReturnType<typeof probe>>['streams'], type: string): string[] {
  const set = (disposition: Record<string, number>) =>
    Object.keys(disposition).filter((flag) => disposition[flag])
  return streams
    .filter(({ codec_type }) => codec_type === type)
    .map(({ disposition }) => set(disposition).join(' '))
}

it('fonts, cover art, flags and chapters of a Matroska file are kept', async () => {
  const { after, lost } = await dubbed(sample('anime.mkv'))
  expect(lost).toEqual([])
  expect(flags(after.streams, 'audio')).toEqual(['default', '', 'visual_impaired'])
  expect(flags(after.streams, 'subtitle')).toEqual(['', '', 'hearing_impaired', 'default forced'])
  expect(tracks(after.streams, 'subtitle').slice(2)).toEqual(['ass eng', 'subrip eng'])
  expect(tracks(after.streams, 'attachment')).toEqual(['ttf und'])
  const cover = after.streams.find(({ disposition }) => disposition['attached_pic'] === 1)
  expect(cover?.tags).toMatchObject({ filename: 'cover.jpg', mimetype: 'image/jpeg' })
  expect(after.chapters.map(({ tags }) => tags['title'])).toEqual(['Intro', 'Main'])
  expect(after.tags).toMatchObject({ title: 'My talk' })
})

it('date, place and time code of a camera are kept', async () => {
  const { after } = await dubbed(sample('cam.mov'))
  expect(after.tags).toMatchObject({
    creation_time: '2024-05-06T07:08:09.000000Z',
    location: '+48.8584+002.2945/',
  })
  expect(after.streams[0]?.tags).toMatchObject({ timecode: '10:11:12:13' })
})

it.each(['mov', 'mp4'])('a camera’s own tags are kept in %s', async (extension) => {
  const keys = ['com.apple.quicktime.make=Cam', 'com.android.version=14']
  const source = at(`keys.${extension}`)
  const metadata = keys.flatMap((key) => ['-metadata', key])
  await ffmpeg(
    '-i',
    sample('cam.mov'),
    '-map',
    '0:v',
    '-map',
    '0:a',
    '-c',
    'copy',
    ...metadata,
    '-movflags',
    'use_metadata_tags',
    source,
  )
  const { after } = await dubbed(source)
  expect(after.tags).toMatchObject({ 'com.apple.quicktime.make': 'Cam', 'com.android.version': '14' })
  expect(after.tags).toMatchObject({ location: '+48.8584+002.2945/' })
})

it('a film with an edit list gives a result as long as the source', async () => {
  const source = sample('trimmed.mp4')
  const { after } = await dubbed(source)
  expect(Math.abs(after.seconds - (await probe(source)).seconds)).toBeLessThan(0.04)
})

it('parts that the result cannot hold are reported by name', async () => {
  const encode = [
    '-s',
    '64x36',
    '-c:v',
    'libvpx',
    '-deadline',
    'realtime',
    '-c:a',
    'libopus',
    '-c:s',
    'webvtt',
  ]
  const maps = ['-map', '0:0', '-map', '0:1', '-map', '0:4']
  await ffmpeg('-i', sample('anime.mkv'), ...maps, ...encode, at('plain.webm'))
  expect((await dubbed(at('plain.webm'))).lost).toEqual([])
  const anime = planKeptParts((await inspect(sample('anime.mkv'), at('look'))).media, WEBM)
  expect(anime.subtitles.map(({ encoder }) => encoder)).toEqual(['webvtt', 'webvtt'])
  expect(anime.lost).toEqual(['cover art (mjpeg)', 'the styles of subtitles eng', 'attachment MyFont.ttf'])
})

it('subtitles of an MP4 are converted for the container that its picture needs', async () => {
  const source = at('text.mov')
  const encode = ['-c:v', 'mpeg4', '-tag:v', 'mp4v', '-c:a', 'aac', '-c:s', 'mov_text']
  await ffmpeg('-i', sample('anime.mkv'), '-map', '0:0', '-map', '0:1', '-map', '0:4', ...encode, source)
  const { media } = await inspect(source, at('look'))
  const kept = planKeptParts(media, FALLBACK_CONTAINER)
  expect(kept.subtitles).toMatchObject([{ codec: 'mov_text', encoder: 'srt' }])
  expect(kept.lost).toEqual([])
})

it('the old build from npm still dubs a file', async () => {
  vi.stubEnv('PATH', '')
  const { after } = await dubbed(sample('cam.mov')).finally(() => vi.unstubAllEnvs())
  expect(after.tags).toMatchObject({ creation_time: '2024-05-06T07:08:09.000000Z' })
  expect(tracks(after.streams, 'audio')).toEqual(['aac spa', 'aac eng'])
})
