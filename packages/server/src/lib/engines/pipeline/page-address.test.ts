import { expect, test } from 'vitest'
import { refusePageAddress } from './page-address.ts'

test.each([
  'https://www.youtube.com/watch?v=abc',
  'https://youtu.be/abc',
  'https://m.youtube.com/shorts/abc',
  'https://vimeo.com/123',
  'https://x.com/a/status/1',
])('%s is the address of a page', (url) => {
  expect(refusePageAddress(url)).toContain('Download the video')
})

test.each([
  'https://example.com/watch?v=abc',
  'https://notyoutube.com/a',
  'https://cdn.x.com/a.mp4',
  'https://player.vimeo.com/external/1.mp4?s=1',
])('%s may be the address of a file', (url) => {
  expect(refusePageAddress(url)).toBeUndefined()
})
