import { expect, test, vi } from 'vitest'
import { useVirtualTime } from '../../../client/test/support/virtual-time.ts'
import { createClock } from './clock.ts'

useVirtualTime()

test('calls run in the order in which they fall due, even if time moves far at once', () => {
  const clock = createClock(0)
  const startMs = clock.nowMs()
  const happened: [string, number][] = []
  const note = (what: string) => happened.push([what, clock.nowMs() - startMs])
  clock.after(3000, () => note('third'))
  clock.after(1000, () => {
    note('first')
    clock.after(1000, () => note('second'))
  })
  const cancel = clock.after(1500, () => note('never'))
  cancel()
  clock.advance(10_000)
  expect(happened).toEqual([
    ['first', 1000],
    ['second', 2000],
    ['third', 3000],
  ])
  expect(clock.nowMs() - startMs).toBe(10_000)
})

test('at a speed of 60 a minute takes a second, and advance still moves time', () => {
  const clock = createClock(60)
  let calls = 0
  clock.after(60_000, () => calls++)
  clock.after(120_000, () => calls++)
  vi.advanceTimersByTime(999)
  expect(calls).toBe(0)
  vi.advanceTimersByTime(1)
  expect(calls).toBe(1)
  clock.advance(59_000)
  vi.advanceTimersByTime(20)
  expect(calls).toBe(2)
  expect(clock.realMs(60_000)).toBe(1000)
})

test('an alarm beyond the longest timer is not early', () => {
  const clock = createClock()
  let calls = 0
  clock.after(30 * 24 * 3_600_000, () => calls++)
  vi.advanceTimersByTime(29 * 24 * 3_600_000)
  expect(calls).toBe(0)
  vi.advanceTimersByTime(24 * 3_600_000)
  expect(calls).toBe(1)
})

test('a closed clock makes no more calls', () => {
  const clock = createClock()
  let calls = 0
  clock.after(1000, () => calls++)
  clock.close()
  vi.advanceTimersByTime(5000)
  expect([calls, vi.getTimerCount()]).toEqual([0, 0])
})
