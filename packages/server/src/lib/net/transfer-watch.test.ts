import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TransferTooSlow, watchTransfer } from './transfer-watch.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const HOUR_MS = 3_600_000

function transfer(bytes: number, everyMs: number, forMs: number, limits = {}) {
  const watch = watchTransfer(undefined, limits)
  const start = performance.now()
  while (!watch.signal.aborted && performance.now() - start < forMs) {
    vi.advanceTimersByTime(everyMs)
    watch.add(bytes)
  }
  watch.stop()
  return { reason: watch.signal.reason as unknown, afterMs: performance.now() - start }
}

test('a transfer that is too slow is given up a minute after its start', () => {
  const { reason, afterMs } = transfer(1000, 500, 10 * HOUR_MS)
  expect(reason).toBeInstanceOf(TransferTooSlow)
  expect(afterMs).toBeLessThan(62_000)
})

test('a transfer that is silent from the start is given up', () => {
  expect(transfer(0, 500, HOUR_MS).afterMs).toBeLessThan(62_000)
})

test('a steady transfer continues for hours, until the deadline', () => {
  expect(transfer(100_000, 1000, 3 * HOUR_MS).reason).toBeUndefined()
  const { reason, afterMs } = transfer(100_000, 1000, 10 * HOUR_MS)
  expect(reason).toMatchObject({ message: 'it took longer than 14400 s.' })
  expect(afterMs).toBeLessThan(4 * HOUR_MS + 2000)
})

test('both limits can be set', () => {
  expect(transfer(10, 1000, HOUR_MS, { minBytesPerSecond: 5, graceMs: 1000 }).reason).toBeUndefined()
  expect(
    transfer(10, 1000, HOUR_MS, { minBytesPerSecond: 5, graceMs: 1000, deadlineMs: 5000 }).reason,
  ).toBeInstanceOf(TransferTooSlow)
})

test('an abort of the caller keeps its reason and leaves no timer', () => {
  const caller = new AbortController()
  const watch = watchTransfer(caller.signal)
  const reason = new Error('enough')
  caller.abort(reason)
  watch.stop()
  expect(watch.signal.reason).toBe(reason)
  expect(vi.getTimerCount()).toBe(0)
})
