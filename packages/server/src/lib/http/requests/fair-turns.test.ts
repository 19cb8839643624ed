import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createFairTurns } from './fair-turns.ts'

it('admits one caller in each turn of the event loop, in order of arrival', async () => {
  const turn = createFairTurns()
  let turns = 0
  const over = new AbortController()
  const count = async (): Promise<void> => {
    for (; !over.signal.aborted; turns++) await setImmediate()
  }
  const counted = count()
  const passed = await Promise.all(Array.from({ length: 5 }, () => turn().then(() => turns)))
  over.abort()
  await counted
  expect(passed).toEqual(passed.toSorted((one, other) => one - other))
  expect(new Set(passed).size).toBe(5)
})

it('rests after each for as long as its work took, so that small requests come in between', async () => {
  const turn = createFairTurns()
  const [work, next] = [turn(), turn()]
  await work
  const workedUntilMs = performance.now() + 30
  while (performance.now() < workedUntilMs);
  await next
  // A timer may fire up to a millisecond early.
  expect(performance.now() - workedUntilMs).toBeGreaterThanOrEqual(28)
})
