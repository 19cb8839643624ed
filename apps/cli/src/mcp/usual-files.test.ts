import { expect, test } from 'vitest'
import { usualFiles } from './usual-files.ts'

test.each([
  ['/', undefined],
  ['/home', undefined],
  ['/home/ann', undefined],
  ['/home/ann/Videos', '/home/ann/Videos'],
  ['/srv/videos', '/srv/videos'],
])('an assistant that starts in %s may read the files of %s', (current, folder) => {
  expect(usualFiles(current, '/home/ann')).toBe(folder)
})
