import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchForStall } from './stall-watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('reports a task without activity, once', () => {
  const onStall = vi.fn<() => void>()
  const { onActivity } = watchForStall(1000, onStall)
  vi.advanceTimersByTime(900)
  onActivity()
  vi.advanceTimersByTime(900)
  expect(onStall).not.toHaveBeenCalled()
  vi.advanceTimersByTime(5000)
  expect(onStall).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'stalled' }))
})

it('leaves no timer behind for an engine that continues after its task', () => {
  const { onActivity, stop } = watchForStall(1000, () => {})
  stop()
  onActivity()
  expect(vi.getTimerCount()).toBe(0)
})
