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
  ['a missing file', new CliError('badInput', 'There is no file x.'), 2],
  ['a translation that failed', ended('error'), 1],
  ['a translation that is partly complete', ended('partial'), 3],
  ['a translation that was canceled', ended('canceled'), 5],
  ['a translation that needs input', ended('needs_input'), 7],
  [
    'a wait that timed out',
    new TimeoutError('x', { code: 'timeout', resumeToken: { v: 1, server: '', ids: ['tr_1'] } }),
    4,
  ],
  ['an unreachable server', new ConnectionError('x', { code: 'connection_failed' }), 6],
  ['a refused request', api(422), 2],
  ['a refused key', api(401), 2],
  ['a failing server', api(500), 1],
  ['an invalid argument', new VideoTranslationError('x', { code: 'invalid_argument' }), 2],
  ['a defect', new TypeError('x is not a function'), 1],
])('%s has an exit code of its own kind', (_what, error, expected) => {
  expect(exitCode(reportOf(error).exitReason)).toBe(expected)
})

test('a timeout names the command that continues the wait', () => {
  const error = new TimeoutError('x', {
    code: 'timeout',
    translationId: 'tr_1',
    resumeToken: { v: 1, server: '', ids: ['tr_1'] },
  })
  expect(reportOf(error).fix).toBe('Go on waiting with: video-translation wait tr_1')
})

test('a refusal prints each message of the server once', () => {
  const problem = {
    type: 'about:blank',
    title: 'Unprocessable',
    status: 422,
    code: 'invalid',
    detail: 'Not French. Not Thai.',
    errors: [
      { pointer: '/to/0', detail: 'Not French.' },
      { pointer: '/to/1', detail: 'Not Thai.' },
      { pointer: '/to/2', detail: 'Not Thai.' },
    ],
  }
  const error = new ApiError('POST /v1/translations: 422 Not French.', {
    code: 'invalid',
    status: 422,
    problem,
  })
  expect(reportOf(error).message.split(/\n */)).toEqual(['Not French.', 'Not Thai.'])
})

test('when the cleanup fails too, the first error is reported', () => {
  const first = new CliError('badInput', 'There is no file x.')
  const both = Object.assign(new Error('An error was suppressed during disposal.'), {
    name: 'SuppressedError',
    error: new Error('The server cannot close.'),
    suppressed: first,
  })
  expect(reportOf(both)).toEqual(reportOf(first))
})

test('a refused engine option is named', () => {
  const errors = [
    { detail: 'It must be integer.', pointer: '/options/audioTrack' },
    { detail: 'The options have no audio.', pointer: '/options' },
  ]
  const told = { type: 'about:blank', title: 'Unsupported', detail: 'x' }
  const problem = { ...told, status: 422, code: 'unsupported', errors }
  const { message } = reportOf(new ApiError('No.', { code: 'unsupported', status: 422, problem }))
  expect(message).toBe('--option audioTrack: It must be integer.\n       The options have no audio.')
})

test('an unknown path suggests to check the address, and an unknown id suggests the list', () => {
  const location = { server: 'http://127.0.0.1:1/foo' }
  const unknown = (more: object) =>
    reportOf(new ApiError('No.', { code: 'not_found', status: 404, ...more }), location).fix
  expect(unknown({})).toContain('Check --server')
  expect(unknown({})).not.toContain('video-translation list')
  expect(unknown({ translationId: 'tr_1' })).toContain('video-translation list')
})
