import { expect, test } from 'vitest'
import { refuseStretch } from './stretch-options.ts'

test('the picture is slowed for a dub only', async () => {
  expect(await refuseStretch({ only: 'subtitles' })).toEqual([])
  expect(await refuseStretch({ stretchPicture: true, only: 'subtitles' })).toMatchObject([
    { code: 'invalid_option', pointer: '/options/stretchPicture', message: expect.stringContaining('only') },
  ])
})
