import {
  ApiError,
  ConnectionError,
  TimeoutError,
  TranslationError,
  VideoTranslationError,
  type Translation,
} from 'video-translation-client'
import { expect, test } from 'vitest'
import { CliError, reportOf } from './errors.ts'
import { exitCode } from './exit-codes.ts'

function ended(status: Translation['status']): TranslationError {
  return new TranslationError({
    id: 'tr_1',
    version: 2,
    status,
    engine: 'simulated',
    source: {},
    targets: [],
    artifacts: [],
    error: { code: 'unsupported_media', message: 'No audio.' },
    createdAt: '',
    updatedAt: '',
  })
}

function api(status: number): ApiError {
  return new ApiError('No.', { code: 'invalid', status })
}

test.each([
  ['a file that is not there', new CliError('badInput', 'There is no file x.'), 2],
  ['a translation that failed', ended('error'), 1],
  ['one that is partly there', ended('partial'), 3],
  ['one that was canceled', ended('canceled'), 5],
  ['one that waits for a person', ended('needs_input'), 7],
  [
    'a wait that took too long',
    new TimeoutError('x', { code: 'timeout', resumeToken: { v: 1, server: '', ids: ['tr_1'] } }),
    4,
  ],
  ['a server that is not there', new ConnectionError('x', { code: 'connection_failed' }), 6],
  ['a request that is refused', api(422), 2],
  ['a key that is refused', api(401), 2],
  ['a server that broke', api(500), 1],
  ['an option that cannot work', new VideoTranslationError('x', { code: 'invalid_argument' }), 2],
  ['a defect', new TypeError('x is not a function'), 1],
])('%s has an exit code of its own kind', (_what, error, expected) => {
  expect(exitCode(reportOf(error).ending)).toBe(expected)
})

test('a timeout says how to go on', () => {
  const error = new TimeoutError('x', {
    code: 'timeout',
    translationId: 'tr_1',
    resumeToken: { v: 1, server: '', ids: ['tr_1'] },
  })
  expect(reportOf(error).fix).toBe('Go on waiting with: video-translation wait tr_1')
})

test('a refusal names each field that the server names', () => {
  const problem = {
    type: 'about:blank',
    title: 'Unprocessable',
    status: 422,
    code: 'invalid',
    detail: 'No.',
    errors: [{ pointer: '/to/0', detail: 'cannot be spoken' }],
  }
  expect(reportOf(new ApiError('No.', { code: 'invalid', status: 422, problem })).message).toContain(
    '/to/0: cannot be spoken',
  )
})
