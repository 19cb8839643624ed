import { expect, test } from 'vitest'
import { surplus } from './surplus.ts'

const letters = () => new Map(['a', 'b', 'c', 'd', 'e'].map((key) => [key, key]))

test('what is too many goes, the oldest first', () => {
  const map = letters()
  for (const key of surplus(map, 3)) map.delete(key)
  expect([...map.values()]).toEqual(['c', 'd', 'e'])
})

test('the oldest that is over goes before one that is not', () => {
  const map = letters()
  for (const key of surplus(map, 3, (value) => 'bd'.includes(value))) map.delete(key)
  expect([...map.values()]).toEqual(['a', 'c', 'e'])
})

test('where none is over, the oldest goes, and only the oldest are looked at', () => {
  const map = new Map(Array.from({ length: 1000 }, (_, key) => [key, key]))
  let looks = 0
  for (const key of surplus(map, 999, () => ++looks < 0)) map.delete(key)
  expect([map.has(0), map.size, looks]).toEqual([false, 999, 100])
})
