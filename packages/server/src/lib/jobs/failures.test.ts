import { expect, it } from 'vitest'
import { EngineError } from '../engine-error.ts'
import { judgeFailure, retryDelayMs } from './failures.ts'

it('an engine error is told as it is, and retried only when it says so', () => {
  expect(judgeFailure(new EngineError('no_speech', 'Nobody speaks.'))).toEqual({
    failure: { code: 'no_speech', message: 'Nobody speaks.' },
    retryable: false,
  })
  expect(judgeFailure(new EngineError('busy', 'Later.', { retryable: true })).retryable).toBe(true)
})

it('anything else is retried, and tells users nothing of the inside', () => {
  const { failure, retryable } = judgeFailure(new Error('secret'))
  expect([failure.code, retryable]).toEqual(['internal', true])
  expect(failure.message).not.toContain('secret')
})

it('retries wait twice as long each time, up to a minute, of which up to a half is chance', () => {
  expect([1, 2, 3, 4].map((tries) => retryDelayMs(tries, 1))).toEqual([1_000, 2_000, 4_000, 8_000])
  expect(retryDelayMs(1, 0)).toBe(500)
  expect(retryDelayMs(30, 1)).toBe(60_000)
})
