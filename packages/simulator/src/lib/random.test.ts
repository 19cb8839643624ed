import { expect, test } from 'vitest'
import { createRandom } from './random.ts'

function take(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw)
}

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

test('the same seed and keys give the same numbers, even with other draws in between', () => {
  const one = createRandom('seed', 'tr_1', 'es')
  const other = createRandom('seed', 'tr_1', 'es')
  const stranger = createRandom('seed', 'tr_2', 'es')
  for (let index = 0; index < 100; index++) {
    stranger.next()
    expect(one.next()).toBe(other.next())
  }
})

test('seeds and keys that only read alike give different numbers', () => {
  const lists = [['a', 'bc'], ['ab', 'c'], ['abc'], ['', 'abc'], [1, 'x'], ['1', 'x'], ['1x']] as const
  const firsts = lists.map(([seed, ...keys]) => createRandom(seed, ...keys).next())
  expect(new Set(firsts).size).toBe(lists.length)
})

test('numbers are uniform in [0, 1): moments, buckets and no serial correlation', () => {
  const values = take(200_000, createRandom(1).next)
  expect(Math.min(...values.slice(0, 10_000))).toBeGreaterThanOrEqual(0)
  expect(values.every((value) => value < 1)).toBe(true)
  expect(meanOf(values)).toBeCloseTo(1 / 2, 2)
  expect(meanOf(values.map((value) => (value - 0.5) ** 2))).toBeCloseTo(1 / 12, 3)
  expect(meanOf(values.slice(1).map((value, at) => (value - 0.5) * ((values[at] ?? 0) - 0.5)))).toBeCloseTo(
    0,
    3,
  )
  const buckets = Array.from({ length: 100 }, () => 0)
  for (const value of values) buckets[Math.floor(value * 100)] = (buckets[Math.floor(value * 100)] ?? 0) + 1
  // Chi-square with 99 degrees of freedom: mean 99, standard deviation 14. The bound is five of
  // them.
  expect(buckets.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(170)
})

test('the first numbers of neighbouring seeds do not correlate', () => {
  const values = Array.from({ length: 50_000 }, (_, seed) => createRandom(seed, 'es').next())
  expect(meanOf(values)).toBeCloseTo(0.5, 2)
  expect(meanOf(values.slice(1).map((value, at) => (value - 0.5) * ((values[at] ?? 0) - 0.5)))).toBeCloseTo(
    0,
    2,
  )
})

test('normal numbers have mean 0, variance 1 and normal tails', () => {
  const values = take(200_000, createRandom(2).normal)
  expect(meanOf(values)).toBeCloseTo(0, 1)
  expect(Math.abs(meanOf(values.map((value) => value ** 2)) - 1)).toBeLessThan(0.02)
  expect(Math.abs(meanOf(values.map((value) => (Math.abs(value) > 1.96 ? 1 : 0))) - 0.05)).toBeLessThan(0.003)
})
