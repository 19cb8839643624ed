import { expect, test } from 'vitest'
import { createClock } from '../clock.ts'
import { createIdempotency, type IdempotencyRules } from './idempotency.ts'

const HOUR_MS = 3600_000

function begin() {
  const clock = createClock(0)
  const idempotency = createIdempotency(clock)
  let count = 0
  const ask = async (key: string, rules?: IdempotencyRules) => {
    const answer = await idempotency.once(key, '', () => Response.json(++count), rules)
    return (await answer.json()) as number
  }
  return { clock, ask }
}

test('a repeat gets the first answer for a day; then its key is free again', async () => {
  const { clock, ask } = begin()
  expect(await ask('a')).toBe(1)
  clock.advance(24 * HOUR_MS - 1)
  expect(await ask('a')).toBe(1)
  clock.advance(1)
  expect(await ask('a')).toBe(2)
  expect(await ask('a')).toBe(2)
})

test('a later answer with a shorter life expires in time', async () => {
  const { clock, ask } = begin()
  expect(await ask('long')).toBe(1)
  expect(await ask('short', { keepMs: HOUR_MS })).toBe(2)
  clock.advance(HOUR_MS)
  expect(await ask('other')).toBe(3)
  expect(await ask('long')).toBe(1)
  expect(await ask('short', { keepMs: HOUR_MS })).toBe(4)
})
