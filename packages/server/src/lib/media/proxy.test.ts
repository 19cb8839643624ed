import { expect, test } from 'vitest'
import type { Media } from './media.ts'
import { proxyProblem, proxySound } from './proxy.ts'
import { MediaToolFailed } from './run.ts'

test('an ffmpeg without H.264 is not the fault of the source', () => {
  const failed = (detail: string) => new MediaToolFailed('ffmpeg', detail, { timedOut: false })
  expect(proxyProblem(failed("Unknown encoder 'libx264'"))).toMatchObject({ code: 'media_tools_missing' })
  expect(proxyProblem(failed('Invalid data found'))).toMatchObject({ code: 'broken_media' })
})

test('a copy has the sound that was translated, and by default the default one', () => {
  const audio = [{ index: 1 }, { index: 2, default: true }, { index: 3 }]
  const media = { audio } as Media
  expect([3, undefined, 9].map((track) => proxySound(media, track)?.index)).toEqual([3, 2, 2])
  expect(proxySound({ ...media, audio: audio.slice(2) } as Media, undefined)?.index).toBe(3)
  expect(proxySound({ ...media, audio: [] }, 1)).toBeUndefined()
})
