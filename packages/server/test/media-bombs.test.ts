import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchChildMemory } from './support/child-memory.ts'
import {
  attachment,
  attachments,
  chapter,
  chapters,
  cluster,
  matroska,
  pcmTrack,
  tag,
  tags,
  tracks,
  ZLIB,
} from './support/matroska.ts'
import { dub, ffmpeg, inspect, probe } from './support/media.ts'

const MOST_MIB = 512
const MOST_SECONDS = 120
const SOUND = ['-f', 'lavfi', '-i', 'sine=frequency=300:duration=6:sample_rate=48000']

let folder: string
const at = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bombs-'))
  await ffmpeg(...SOUND, at('plain.mp3'))
  await ffmpeg(...SOUND, '-c:a', 'aac', at('plain.mkv'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Dubs the file, and checks that the child processes stay small and end, with any outcome. */
async function attempt(name: string): Promise<{ code: string; path?: string; lost?: string[] }> {
  const memory = watchChildMemory()
  const started = performance.now()
  const outcome = await dub(at(name), at(`${name}-out`)).then(
    ({ path, lost }) => ({ code: 'dubbed', path, lost }),
    (error: { name: string; code: string; message: string }) => {
      if (error.name !== 'EngineError') throw error
      return { code: error.code }
    },
  )
  memory.stop()
  expect(memory.peakMiB()).toBeLessThan(MOST_MIB)
  expect((performance.now() - started) / 1000).toBeLessThan(MOST_SECONDS)
  return outcome
}

describe('a gap of hours in the sound', () => {
  it.each([
    ['gap.mkv', 'aac'],
    ['gap.flv', 'aac'],
  ])('%s is refused before any other work', async (name, codec) => {
    const late = ['-bsf:a', 'setts=ts=TS+gt(TS\\,1000)*14040000']
    await ffmpeg(...SOUND, '-c:a', codec, at('short.mka'))
    await ffmpeg('-i', at('short.mka'), '-c', 'copy', ...late, at(name))
    expect(await attempt(name)).toEqual({ code: 'media_too_demanding' })
  })

  it.each([
    ['pause.mp4', 'aac'],
    ['pause.ogg', 'libopus'],
  ])('%s, with a gap of some minutes, is dubbed', async (name, codec) => {
    const late = ['-bsf:a', 'setts=ts=TS+gt(TS*TB\\,1)*240/TB']
    await ffmpeg(...SOUND, '-c:a', codec, at('short.mka'))
    await ffmpeg('-i', at('short.mka'), '-c', 'copy', ...late, at(name))
    expect((await attempt(name)).code).toBe('dubbed')
  })
})

describe('the longest gap in stereo sound, as documented', () => {
  it.each([
    [20, 'has room'],
    [24, 'media_too_demanding'],
  ])('%i minutes: %s', async (minutes, expected) => {
    const late = ['-bsf:a', `setts=ts=TS+gt(TS*TB\\,1)*${minutes * 60}/TB`]
    await ffmpeg(...SOUND, '-ac', '2', '-c:a', 'aac', at('short.mka'))
    await ffmpeg('-i', at('short.mka'), '-c', 'copy', ...late, at(`${minutes}.mkv`))
    const looked = inspect(at(`${minutes}.mkv`), at(`${minutes}-out`))
    const outcome = await looked.then(
      () => 'has room',
      ({ code }: { code: string }) => code,
    )
    expect(outcome).toBe(expected)
  })
})

describe('an enormous picture', () => {
  it.each([
    ['jpeg.mp3', 'mjpeg', 0xffc0, 5],
    ['png.mp3', 'png', 0x49484452, 4],
  ])('%s: the cover is not decoded, and the sound is dubbed', async (name, codec, marker, offset) => {
    const cover = ['-f', 'lavfi', '-i', 'color=size=64x64:duration=1:rate=1']
    const maps = ['-map', '0', '-map', '1', '-c:a', 'copy', '-c:v', codec, '-frames:v', '1']
    await ffmpeg('-i', at('plain.mp3'), ...cover, ...maps, '-disposition:v', 'attached_pic', at(name))
    const file = await readFile(at(name))
    const mark = Buffer.from(marker.toString(16), 'hex')
    const size = file.indexOf(mark) + offset
    if (codec === 'png') {
      file.writeUInt32BE(16_000, size)
      file.writeUInt32BE(16_000, size + 4)
    } else {
      file.writeUInt16BE(16_000, size)
      file.writeUInt16BE(16_000, size + 2)
    }
    await writeFile(at(name), file)
    expect(await attempt(name)).toMatchObject({ code: 'dubbed', lost: [`cover art (${codec})`] })
  })

  it.each([
    ['pixels.gif', Buffer.from('474946383961ffffffff0000003b', 'hex')],
    ['pixels.png', Buffer.from('89504e470d0a1a0a0000000d494844520000fa000000fa000806000000', 'hex')],
  ])('%s without sound is refused', async (name, content) => {
    await writeFile(at(name), content)
    expect(await attempt(name)).toEqual({ code: 'unsupported_media' })
  })
})

describe('more streams, channels or samples than a real file has', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
  const sound = cluster(0, Buffer.alloc(96_000))

  it.each<[string, () => Buffer]>([
    ['5,000 tracks', () => matroska(tracks(...many(5000).map((number) => pcmTrack(number))), sound)],
    [
      '5,000 fonts',
      () => matroska(tracks(pcmTrack(1)), attachments(...many(5000).map((n) => attachment(n))), sound),
    ],
    ['20,000 chapters', () => matroska(tracks(pcmTrack(1)), chapters(...many(20_000).map(chapter)), sound)],
    [
      '5,000 tags',
      () => matroska(tracks(pcmTrack(1)), tags(...many(5000).map((n) => tag(`KEY${n}`))), sound),
    ],
  ])('%s', async (_title, make) => {
    await writeFile(at('many.mkv'), make())
    expect(await attempt('many.mkv')).toEqual({ code: 'media_too_demanding' })
  })

  it('a source with 100,000 subtitles is dubbed', async () => {
    const time = (ms: number) => `00:00:0${Math.floor(ms / 1000)},${String(ms % 1000).padStart(3, '0')}`
    const cues = many(100_000).map(
      (n) => `${n}\n${time(Math.floor(n / 20))} --> ${time(Math.floor(n / 20) + 1)}\nx\n`,
    )
    await writeFile(at('cues.srt'), cues.join('\n'))
    const maps = ['-map', '0', '-map', '1', '-c', 'copy']
    await ffmpeg(
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=64x36:rate=5:duration=6',
      '-i',
      at('cues.srt'),
      '-i',
      at('plain.mkv'),
      ...maps,
      '-map',
      '2',
      '-c:v',
      'mpeg4',
      at('cues.mkv'),
    )
    expect((await attempt('cues.mkv')).code).toBe('dubbed')
  })

  it.each<[string, number, number, string]>([
    ['200 channels', 200, 48_000, 'media_too_demanding'],
    ['10,000 channels', 10_000, 48_000, 'broken_media'],
    ['two million samples a second', 1, 2_000_000, 'media_too_demanding'],
    ['768 kHz', 2, 768_000, 'dubbed'],
  ])('%s', async (_title, channels, sampleRate, code) => {
    await writeFile(
      at('odd.wav'),
      wav(channels, sampleRate, 6 * Math.min(sampleRate, 768_000) * Math.min(channels, 2)),
    )
    expect((await attempt('odd.wav')).code).toBe(code)
  })

  it('a source with a changing sample rate is dubbed in its full length', async () => {
    const rates = [44_100, 22_050, 48_000]
    for (const rate of rates)
      await ffmpeg(
        '-f',
        'lavfi',
        '-i',
        `sine=duration=2:sample_rate=${rate}`,
        '-c:a',
        'aac',
        at(`${rate}.aac`),
      )
    await writeFile(
      at('rates.aac'),
      Buffer.concat(await Promise.all(rates.map((rate) => readFile(at(`${rate}.aac`))))),
    )
    const { code, path = '' } = await attempt('rates.aac')
    expect(code).toBe('dubbed')
    expect(Math.abs((await probe(path)).seconds - 6)).toBeLessThan(1)
  })
})

describe('a file that grows when it is unpacked', () => {
  it('sound compressed by a factor of a thousand', async () => {
    const block = deflateSync(Buffer.alloc(40_000_000))
    const clusters = Array.from({ length: 30 }, (_, index) => cluster(index * 416_000, block))
    await writeFile(at('zlib.mkv'), matroska(tracks(pcmTrack(1, ZLIB)), ...clusters))
    expect(['media_too_demanding', 'broken_media', 'dubbed']).toContain((await attempt('zlib.mkv')).code)
  })

  it('boxes within boxes', async () => {
    let nested = Buffer.alloc(8)
    for (let depth = 0; depth < 20_000; depth++) {
      const header = Buffer.from([0, 0, 0, 0, ...Buffer.from(depth % 2 ? 'moov' : 'trak')])
      header.writeUInt32BE(nested.length + 8)
      nested = Buffer.concat([header, nested])
    }
    const ftyp = Buffer.from('0000001066747970697366d60000000069736f6d', 'hex')
    await writeFile(at('nested.mp4'), Buffer.concat([ftyp.subarray(0, 16), nested]))
    expect((await attempt('nested.mp4')).code).toBe('broken_media')
  })
})

function wav(channels: number, sampleRate: number, samples: number): Buffer {
  const header = Buffer.alloc(44)
  const data = Buffer.alloc(samples * 2)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + data.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(Math.min(0xffffffff, sampleRate * channels * 2), 28)
  header.writeUInt16LE(channels * 2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(data.length, 40)
  return Buffer.concat([header, data])
}
