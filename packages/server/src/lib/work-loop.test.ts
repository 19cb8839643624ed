import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createWorkLoop } from './work-loop.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('due work that cannot be claimed delays other work, which nothing announces, by two seconds at most', async () => {
  const asked: number[] = []
  const loop = createWorkLoop({
    async claim() {
      asked.push(Date.now())
      return { claimed: false, dueInMs: 0 }
    },
    idleMs: () => 30_000,
    log: console,
    failureMessage: '',
  })
  loop.start()
  await vi.advanceTimersByTimeAsync(60_000)
  const sleeps = asked.slice(1).map((at, index) => at - (asked[index] ?? 0))
  expect(sleeps.slice(0, 3)).toEqual([20, 40, 80])
  expect(Math.max(...sleeps)).toBe(2_000)
  await loop.stop()
})
