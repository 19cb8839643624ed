import { expect, it } from 'vitest'
import { createIds } from './ids.ts'

it('ids sort by creation, within a millisecond and when the clock goes back', () => {
  let now = 1_700_000_000_000
  const next = createIds(() => now)
  const made = Array.from({ length: 10_000 }, next)
  now -= 60_000
  made.push(next())
  now += 120_000
  made.push(next())
  expect(made.toSorted()).toEqual(made)
  expect(new Set(made).size).toBe(made.length)
})

it('ids are UUIDs of version 7 and contain their time', () => {
  const id = createIds(() => Date.parse('2026-01-01T00:00:00Z'))()
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-01-01T00:00:00Z'))
})
