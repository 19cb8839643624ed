import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createTurnstile } from './turnstile.ts'

it('lets one through in each turn of the event loop, in the order they came', async () => {
  const turn = createTurnstile()
  let turns = 0
  const count = async (): Promise<void> => {
    for (; turns < 100; turns++) await setImmediate()
  }
  void count()
  const passed = await Promise.all(Array.from({ length: 5 }, () => turn().then(() => turns)))
  expect(passed).toEqual(passed.toSorted((one, other) => one - other))
  expect(new Set(passed).size).toBe(5)
})
