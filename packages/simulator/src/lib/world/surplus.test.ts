import { expect, test } from 'vitest'
import { surplus } from './surplus.ts'

test('what is too many goes, the oldest first, and nothing else is looked at', () => {
  let looks = 0
  const map = new Map(['a', 'b', 'c', 'd', 'e'].map((key) => [key, key]))
  const keys = map.keys.bind(map)
  map.keys = function* () {
    for (const key of keys()) {
      looks++
      yield key
    }
  } as typeof map.keys
  for (const key of surplus(map, 3)) map.delete(key)
  expect([...map.values()]).toEqual(['c', 'd', 'e'])
  expect(looks).toBe(3)
})
