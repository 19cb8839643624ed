import { expect, test } from 'vitest'
import { dipsIn } from './dips.ts'

const RATE = 16_000

/** A tone of each level for each of these seconds. */
function sound(...parts: [seconds: number, level: number][]): Float32Array {
  return Float32Array.from(
    parts.flatMap(([seconds, level]) =>
      Array.from({ length: Math.round(seconds * RATE) }, (_, at) => level * Math.sin(at / 3)),
    ),
  )
}

function dips(...parts: [seconds: number, level: number][]): string[] {
  return dipsIn(sound(...parts), RATE).map(
    ({ first, end }) => `${(first / RATE).toFixed(2)}-${(end / RATE).toFixed(2)}`,
  )
}

test('the silence between two turns is a dip, also beside noise and at any level', () => {
  expect(dips([0.5, 0.3], [0.1, 0], [0.5, 0.3])).toEqual(['0.50-0.60'])
  expect(dips([0.5, 0.3], [0.1, 0.01], [0.5, 0.3])).toEqual(['0.50-0.60'])
  expect(dips([0.5, 0.003], [0.1, 0], [0.5, 0.003])).toEqual(['0.50-0.60'])
})

test('a stop within a word, a quiet sound and the quiet voice beside a loud one are none', () => {
  expect(dips([0.5, 0.3], [0.04, 0], [0.5, 0.3])).toEqual([])
  expect(dips([0.5, 0.3], [0.1, 0.03], [0.5, 0.3])).toEqual([])
  expect(dips([0.5, 0.3], [0.5, 0.01])).toEqual([])
  expect(dips([0.5, 0.3], [1, 0.01], [0.5, 0.3])).toEqual([])
})

test('silence and no sound have no dips', () => {
  expect(dips([0.5, 0])).toEqual([])
  expect(dips()).toEqual([])
})
