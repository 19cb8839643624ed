import { describe, expect, it } from 'vitest'
import { withBurntPicture } from './burnt-picture.ts'
import type { Media } from './media.ts'
import { canCopy, planRender } from './render-plan.ts'

const MP4 = 'mov,mp4,m4a,3gp,3g2,mj2'
const MATROSKA = 'matroska,webm'

function media(format: string, brand: string | undefined, video: string | undefined, audio: string): Media {
  const picture = video === undefined ? undefined : { index: 0, codec: video, width: 320, height: 180 }
  const sound = {
    index: 1,
    codec: audio,
    channels: 2,
    sampleRate: 48_000,
    default: true,
    flags: ['default'],
    start: 0,
  }
  return {
    format,
    brand,
    seconds: 10,
    video: picture,
    pictures: picture ? [{ ...picture, sized: true, cover: false }] : [],
    audio: [sound],
    subtitles: [],
    attachments: [],
    data: [],
    tags: {},
  }
}

describe('the container of the result', () => {
  it.each([
    [media(MP4, 'isom', 'h264', 'aac'), 'mp4', false],
    [media(MP4, 'qt', 'prores', 'pcm_s24le'), 'mov', false],
    [media(MATROSKA, 'matroska', 'hevc', 'dts'), 'mkv', false],
    [media(MATROSKA, 'webm', 'vp9', 'opus'), 'webm', false],
    [media(MATROSKA, 'webm', 'vp9', 'aac'), 'mkv', true],
    [media(MP4, '3gp4', 'h263', 'amr_nb'), 'mkv', true],
    [media('avi', undefined, 'mpeg4', 'mp3'), 'mkv', true],
    [media('mpegts', undefined, 'h264', 'aac'), 'mkv', true],
    [media('wav', undefined, undefined, 'pcm_s16le'), 'm4a', true],
    [media(MP4, 'M4A', undefined, 'aac'), 'm4a', false],
  ])('for %o is %s', (source, extension, changed) => {
    expect(planRender(source)).toMatchObject({ container: { extension }, changed })
  })

  it('copies the original sound if it can hold it, and else requires encoding', () => {
    const { container } = planRender(media(MP4, 'isom', 'h264', 'aac'))
    const [sound] = media(MP4, 'isom', 'h264', 'aac').audio
    expect(sound && canCopy(container, sound)).toBe(true)
    expect(sound && canCopy(container, { ...sound, codec: 'vorbis' })).toBe(false)
  })
})

describe('a picture with burnt-in subtitles', () => {
  it('is H.264, so that WebM cannot hold it and other containers stay', () => {
    const extensionOf = (source: Media) => planRender(withBurntPicture(source)).container.extension
    expect(extensionOf(media(MATROSKA, 'webm', 'vp9', 'opus'))).toBe('mkv')
    expect(extensionOf(media(MP4, 'isom', 'vp9', 'aac'))).toBe('mp4')
    expect(extensionOf(media('avi', undefined, 'mpeg4', 'mp3'))).toBe('mkv')
    expect(extensionOf(media(MP4, 'isom', undefined, 'aac'))).toBe('m4a')
  })
})
