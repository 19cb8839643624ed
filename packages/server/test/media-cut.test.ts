import { mkdtemp, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dub, ffmpeg, inspect, probe } from './support/media.ts'

const SECONDS = 10
const SOUND = ['-f', 'lavfi', '-i', `sine=frequency=300:duration=${SECONDS}:sample_rate=44100`]
const PICTURE = ['-f', 'lavfi', '-i', `testsrc=size=160x90:rate=10:duration=${SECONDS}`]
const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast']

let folder: string
const at = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cut-'))
})
afterAll(() => rm(folder, { recursive: true }))

const FILES: [string, string[]][] = [
  ['a.mp3', SOUND],
  ['a.wav', SOUND],
  ['rf64.wav', [...SOUND, '-rf64', 'always']],
  ['a.caf', SOUND],
  ['a.aiff', SOUND],
  ['a.flac', SOUND],
  ['a.ogg', [...SOUND, '-c:a', 'libvorbis']],
  ['a.m4a', [...SOUND, '-movflags', '+faststart']],
  ['a.avi', [...PICTURE, ...SOUND, '-c:v', 'mpeg4', '-c:a', 'libmp3lame']],
  ['a.ts', [...PICTURE, ...SOUND, ...H264, '-c:a', 'aac']],
  ['a.flv', [...PICTURE, ...SOUND, ...H264, '-c:a', 'aac']],
  ['a.wmv', [...PICTURE, ...SOUND, '-c:v', 'wmv2', '-c:a', 'wmav2']],
  ['a.mkv', [...PICTURE, ...SOUND, ...H264, '-c:a', 'aac']],
  ['a.webm', [...PICTURE, ...SOUND, '-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus']],
  ['a.mp4', [...PICTURE, ...SOUND, ...H264, '-c:a', 'aac', '-movflags', '+faststart']],
]

/** Formats without a length in the header, whose marks show the cut. */
const WITHOUT_LENGTH = ['a.ogg', 'a.ts']

describe('a truncated file is dubbed to its end, with a warning', () => {
  it.each(FILES)('%s', async (name, args) => {
    await ffmpeg(...args, at(name))
    expect((await inspect(at(name), at(`${name}-whole`))).missing).toBeUndefined()
    await truncate(at(name), Math.round((await stat(at(name))).size * 0.6) | 1)
    const { missing, seconds } = await inspect(at(name), at(`${name}-cut`))
    expect(missing).toBeDefined()
    if (WITHOUT_LENGTH.includes(name)) return expect(missing?.seconds).toBeUndefined()
    expect(Math.abs(seconds + (missing?.seconds ?? 0) - SECONDS)).toBeLessThan(0.5)
  })

  it('the result is as long as the existing part', async () => {
    const { path, media } = await dub(at('a.mkv'), at('dubbed'))
    expect(media.seconds).toBeLessThan(7)
    expect(Math.abs((await probe(path)).seconds - media.seconds)).toBeLessThan(0.3)
  })

  it('an estimated length gives no warning', async () => {
    // An MP3 without a frame count and with a quiet start, whose bit rate there suggests a greater
    // length.
    const varying = ['-f', 'lavfi', '-i', "aevalsrc='if(lt(t,5),0,random(0)-0.5)':d=10"]
    await ffmpeg(...varying, '-c:a', 'libmp3lame', '-q:a', '4', '-write_xing', '0', at('estimated.mp3'))
    expect((await inspect(at('estimated.mp3'), at('estimated'))).missing).toBeUndefined()
  })
})
