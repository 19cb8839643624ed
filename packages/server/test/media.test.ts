import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trackLanguage } from '../src/lib/media/languages.ts'
import { readWav } from '../src/lib/media/wav.ts'
import { dub, ffmpeg, loudness, pictureHash, probe, TONES, tracks } from './support/media.ts'

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=size=192x108:rate=25:duration=6']
const SOUND = ['-f', 'lavfi', '-i', 'sine=frequency=300:duration=6:sample_rate=44100']
const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast']
const HEVC = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none']
const VP9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8']
const AAC = ['-c:a', 'aac']

let folder: string
const at = (name: string) => join(folder, name)

async function make(name: string, ...args: string[]): Promise<string> {
  await ffmpeg(...args, at(name))
  return at(name)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-'))
  await make('plain.mp4', ...PICTURE, ...SOUND, ...H264, ...AAC)
})
afterAll(() => rm(folder, { recursive: true }))

/** Checks everything that holds for each result, regardless of the source. */
async function expectDubbed(source: string, extension: string, audio = 0) {
  const result = await dub(source, `${source}-out`, audio)
  const [before, after] = [await probe(source), await probe(result.path)]
  expect(result.container.extension).toBe(extension)
  expect(Math.abs(after.seconds - before.seconds)).toBeLessThan(0.1)
  expect(
    tracks(after.streams, 'audio')
      .slice(0, 2)
      .map((track) => track.split(' ')[1]),
  ).toEqual(['spa', 'eng'])
  expect(
    after.streams
      .filter(({ codec_type }) => codec_type === 'audio')
      .map(({ disposition }) => disposition['default']),
  ).toEqual([1, ...before.streams.filter(({ codec_type }) => codec_type === 'audio').map(() => 0)])
  await expectTonesOverDuckedOriginal(result.path)
  return { ...result, before, after }
}

/** Checks that the tones start on time, far louder than the ducked original. */
async function expectTonesOverDuckedOriginal(path: string): Promise<void> {
  const levels = await loudness(path, 0)
  for (const start of TONES.starts) {
    const tone = Math.round((start + TONES.seconds / 2) * 10)
    const onset = levels.findIndex(
      (level, index) => index >= (start - 0.5) * 10 && level > (levels[tone] ?? 0) - 6,
    )
    expect(onset / 10).toBeGreaterThanOrEqual(start - 0.15)
    expect(onset / 10).toBeLessThanOrEqual(start + 0.15)
  }
}

it('QuickTime keeps the language of a track, by the names that ffmpeg gives its numbers', async () => {
  const tags = 'ar cs cy de el es fr ga is ja ko mk ms my nb nl nn ro sk sq sv zh'.split(' ')
  const codes = tags.map((tag) => trackLanguage(tag, 'quicktime'))
  const track = ['-map', '0', '-c:a', 'aac']
  const named = codes.map((code, at) => [...track, `-metadata:s:a:${at}`, `language=${code}`])
  const source = ['-f', 'lavfi', '-i', 'sine=duration=0.1']
  const { streams } = await probe(await make('languages.mov', ...source, ...named.flat()))
  expect(streams.map((stream) => stream.tags?.['language'])).toEqual(codes)
})

it('a dub that ends after the picture is not cut', async () => {
  const { path } = await dub(at('plain.mp4'), at('held'), 0, 1.5)
  const { streams, seconds } = await probe(path)
  const lengths = Object.fromEntries(streams.map((stream) => [stream.index, Number(stream.duration)]))
  expect(seconds).toBeCloseTo(7.5, 0)
  expect(lengths[0]).toBeCloseTo(6, 0)
  expect(lengths[1]).toBeCloseTo(7.5, 0)
})

describe('every codec and container is dubbed, with an unchanged picture', () => {
  it.each([
    ['h264.mp4', 'mp4', [...H264, ...AAC]],
    ['h264.mov', 'mov', [...H264, '-c:a', 'pcm_s16le']],
    ['h264.mkv', 'mkv', [...H264, '-c:a', 'ac3']],
    ['hevc.mp4', 'mp4', [...HEVC, '-tag:v', 'hvc1', ...AAC]],
    ['hevc.mkv', 'mkv', [...HEVC, ...AAC]],
    ['vp8.webm', 'webm', ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libvorbis']],
    ['vp9.webm', 'webm', [...VP9, '-c:a', 'libopus']],
    ['vp9.mp4', 'mp4', [...VP9, ...AAC]],
    ['mpeg4.avi', 'mkv', ['-c:v', 'mpeg4', '-bf', '2', '-c:a', 'libmp3lame']],
    ['flash.flv', 'mkv', [...H264, ...AAC]],
    ['theora.ogg', 'mkv', ['-c:v', 'libtheora', '-c:a', 'libvorbis']],
  ])('%s becomes %s', async (name, extension, codecs) => {
    const source = await make(name, ...PICTURE, ...SOUND, ...codecs)
    const { path, after } = await expectDubbed(source, extension)
    expect(await pictureHash(path)).toBe(await pictureHash(source))
    expect(tracks(after.streams, 'subtitle').map((track) => track.split(' ')[1])).toEqual(['spa', 'eng'])
  })

  it('AV1 in webm, mkv and mp4', async () => {
    const encode = ['-c:v', 'libaom-av1', '-strict', '-2', '-cpu-used', '8', '-c:a', 'libopus']
    const small = ['-f', 'lavfi', '-i', 'testsrc=size=96x54:rate=5:duration=6']
    const webm = await make('av1.webm', ...small, ...SOUND, ...encode)
    const mkv = await make('av1.mkv', '-i', webm, '-c', 'copy')
    const mp4 = await make('av1.mp4', '-i', webm, '-c:v', 'copy', ...AAC, '-strict', '-2')
    for (const [source, extension] of [
      [webm, 'webm'],
      [mkv, 'mkv'],
      [mp4, 'mp4'],
    ] as const) {
      const { path } = await expectDubbed(source, extension)
      expect(await pictureHash(path)).toBe(await pictureHash(source))
    }
  })

  it('a recording without a declared length', async () => {
    const live = ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus', '-f', 'webm', '-live', '1']
    const source = await make('live.webm', ...PICTURE, ...SOUND, ...live)
    const { path, media } = await dub(source, `${source}-out`)
    expect(media.seconds).toBeCloseTo(6, 0)
    expect((await probe(path)).seconds).toBeCloseTo(6, 0)
    expect(await pictureHash(path)).toBe(await pictureHash(source))
  })

  it('a transport stream that does not start at zero', async () => {
    const { after } = await expectDubbed(await make('stream.ts', '-i', at('plain.mp4'), '-c', 'copy'), 'mkv')
    expect(tracks(after.streams, 'video')).toEqual(['h264 und'])
  })

  it.each([['wav'], ['mp3'], ['m4a'], ['flac']])('sound alone in %s becomes an m4a', async (extension) => {
    const { after } = await expectDubbed(await make(`alone.${extension}`, ...SOUND), 'm4a')
    expect(after.streams.map(({ codec_type }) => codec_type)).toEqual(['audio', 'audio'])
  })
})

describe('special features of a source are kept', () => {
  it('5.1 sound is kept unchanged beside a stereo dub', async () => {
    const channels =
      '0.1*sin(300*t)|0.1*sin(400*t)|0.2*sin(500*t)|0.1*sin(30*t)|0.1*sin(600*t)|0.1*sin(700*t)'
    const surround = ['-f', 'lavfi', '-i', `aevalsrc=${channels}:c=5.1:d=6`]
    const { after } = await expectDubbed(
      await make('surround.mp4', ...PICTURE, ...surround, ...H264, '-c:a', 'ac3'),
      'mp4',
    )
    const audio = after.streams.filter(({ codec_type }) => codec_type === 'audio')
    expect(audio.map(({ codec_name, channels: count }) => [codec_name, count])).toEqual([
      ['aac', 2],
      ['ac3', 6],
    ])
  })

  it('the translated sound follows the dub, then comes the other sound', async () => {
    const tags = ['-metadata:s:a:0', 'language=deu', '-metadata:s:a:1', 'language=eng']
    const maps = ['-map', '0', '-map', '1', '-map', '2']
    const source = await make('two.mp4', ...PICTURE, ...SOUND, ...SOUND, ...maps, ...H264, ...AAC, ...tags)
    const { after } = await expectDubbed(source, 'mp4', 1)
    expect(tracks(after.streams, 'audio')).toEqual(['aac spa', 'aac eng', 'aac deu'])
  })

  it('the original sound keeps its packets', async () => {
    const { path } = await expectDubbed(at('plain.mp4'), 'mp4')
    const hash = (file: string, track: number) =>
      ffmpeg('-i', file, '-map', `0:a:${track}`, '-c', 'copy', '-f', 'md5', '-')
    expect(await hash(path, 1)).toBe(await hash(at('plain.mp4'), 0))
  })

  it('odd and variable frame rates keep the time of every frame', async () => {
    const ntsc = ['-f', 'lavfi', '-i', 'testsrc=size=192x108:rate=24000/1001:duration=6']
    const odd = await make('odd.mp4', ...ntsc, ...SOUND, ...H264, ...AAC)
    const varying = [
      '-f',
      'lavfi',
      '-i',
      "testsrc=size=192x108:rate=30:duration=6,select='not(mod(n,3))+lt(t,3)'",
    ]
    const variable = await make('variable.mp4', ...varying, ...SOUND, '-vsync', 'vfr', ...H264, ...AAC)
    for (const source of [odd, variable]) {
      const { path } = await expectDubbed(source, 'mp4')
      expect(await pictureHash(path, 'framemd5')).toBe(await pictureHash(source, 'framemd5'))
    }
  })

  it('a picture that was filmed upright stays upright', async () => {
    const source = await make(
      'rotated.mp4',
      '-i',
      at('plain.mp4'),
      '-c',
      'copy',
      '-metadata:s:v',
      'rotate=90',
    )
    const { before, after } = await expectDubbed(source, 'mp4')
    const rotation = (file: typeof before) => file.streams[0]?.side_data_list?.[0]?.rotation
    expect(rotation(after)).toBe(rotation(before))
  })

  it('sound that starts later than the picture keeps its time', async () => {
    const maps = ['-map', '0', '-map', '1']
    const source = await make('late.mp4', ...PICTURE, '-itsoffset', '1.5', ...SOUND, ...maps, ...H264, ...AAC)
    const { speech, path, after } = await expectDubbed(source, 'mp4')
    const { samples, sampleRate } = await readWav(speech)
    const onset = samples.findIndex((sample) => Math.abs(sample) > 500) / sampleRate
    expect(Math.abs(onset - 1.5)).toBeLessThan(0.05)
    expect(
      Number(after.streams.filter(({ codec_type }) => codec_type === 'audio')[1]?.start_time),
    ).toBeCloseTo(1.5, 1)
    expect((await loudness(path, 0))[40]).toBeGreaterThan(-30)
  })

  it('cover art and subtitles are kept', async () => {
    const cover = await make('cover.jpg', '-f', 'lavfi', '-i', 'testsrc=size=64x64', '-frames:v', '1')
    await writeFile(at('old.srt'), '1\n00:00:01,000 --> 00:00:02,000\nold\n')
    const inputs = [
      '-i',
      at('plain.mp4'),
      '-i',
      at('old.srt'),
      '-i',
      cover,
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
    ]
    const copy = ['-c', 'copy', '-c:s', 'mov_text', '-disposition:v:1', 'attached_pic']
    const { after } = await expectDubbed(await make('rich.mp4', ...inputs, ...copy), 'mp4')
    expect(tracks(after.streams, 'subtitle')).toHaveLength(3)
    expect(after.streams.filter(({ disposition }) => disposition['attached_pic'] === 1)).toHaveLength(1)
  })
})
