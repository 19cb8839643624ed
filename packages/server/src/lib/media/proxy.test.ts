import { expect, test } from 'vitest'
import { proxyProblem } from './proxy.ts'
import { MediaToolFailed } from './run.ts'

test('an ffmpeg without H.264 is not the fault of the source', () => {
  const failed = (detail: string) => new MediaToolFailed('ffmpeg', detail, { timedOut: false })
  expect(proxyProblem(failed("Unknown encoder 'libx264'"))).toMatchObject({ code: 'media_tools_missing' })
  expect(proxyProblem(failed('Invalid data found'))).toMatchObject({ code: 'broken_media' })
})
