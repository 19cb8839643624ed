import { expect, it } from 'vitest'
import { EngineError } from '../engine-error.ts'
import { judgeFailure, retryDelayMs } from './failures.ts'

it('an engine error is shown as it is, and retried only if it says so', () => {
  expect(judgeFailure(new EngineError('no_speech', 'Nobody speaks.'))).toEqual({
    failure: { code: 'no_speech', message: 'Nobody speaks.' },
    retryable: false,
  })
  expect(judgeFailure(new EngineError('busy', 'Later.', { retryable: true })).retryable).toBe(true)
})

it('any other error is retried, and shows users no internal details', () => {
  const { failure, retryable } = judgeFailure(new Error('secret'))
  expect([failure.code, retryable]).toEqual(['internal', true])
  expect(failure.message).not.toContain('secret')
})

it('retry delays double up to a minute, and up to half of each is random', () => {
  expect([1, 2, 3, 4].map((tries) => retryDelayMs(tries, 1))).toEqual([1_000, 2_000, 4_000, 8_000])
  expect(retryDelayMs(1, 0)).toBe(500)
  expect(retryDelayMs(30, 1)).toBe(60_000)
})
