import { expect, it } from 'vitest'
import { ApiError, ConnectionError, VideoTranslationError } from 'video-translation-client'
import { judgeVendorError } from './failures.ts'

it.each([
  ['a refusal', new ApiError('No.', { status: 422, code: 'no' }), false],
  ['a conflict', new ApiError('No.', { status: 409, code: 'no' }), true],
  ['too many requests', new ApiError('No.', { status: 429, code: 'no' }), true],
  ['a defect of the vendor', new ApiError('No.', { status: 503, code: 'no' }), true],
  ['an outage', new ConnectionError('No.', { code: 'outage' }), true],
  ['a file that is none', new VideoTranslationError('No.', { code: 'invalid_subtitles' }), false],
])('keeps the reason of %s, and says whether to try again', (_title, error, retryable) => {
  expect(judgeVendorError(error)).toMatchObject({
    name: 'EngineError',
    code: error.code,
    message: 'No.',
    retryable,
  })
})

it('leaves the reason of an abort alone', () => {
  const reason = new Error('the server was killed')
  expect(judgeVendorError(reason)).toBe(reason)
})
