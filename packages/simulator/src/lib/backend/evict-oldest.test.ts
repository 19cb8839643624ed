import { expect, test } from 'vitest'
import { evictOldest } from './evict-oldest.ts'

const letters = () => new Map(['a', 'b', 'c', 'd', 'e'].map((key) => [key, key]))

test('a map that is too large loses its oldest entries', () => {
  const map = letters()
  evictOldest(map, 3)
  expect([...map.values()]).toEqual(['c', 'd', 'e'])
})

test('evictable entries go before older ones that are not', () => {
  const map = letters()
  evictOldest(map, 3, { isEvictable: (value) => 'bd'.includes(value) })
  expect([...map.values()]).toEqual(['a', 'c', 'e'])
})

test('if none of the hundred oldest entries is evictable, the oldest goes', () => {
  const map = new Map(Array.from({ length: 1000 }, (_, key) => [key, key]))
  let examined = 0
  evictOldest(map, 999, { isEvictable: () => ++examined < 0 })
  expect([map.has(0), map.size, examined]).toEqual([false, 999, 100])
})
