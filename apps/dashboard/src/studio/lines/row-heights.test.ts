import { expect, test } from 'vitest'
import { countLines, createRowHeights, layoutOf } from './row-heights.ts'

const measure = (text: string) => text.length * 10

test('lines are broken between words, at their own breaks, and in words that are too long', () => {
  expect(countLines('', 100, measure)).toBe(1)
  expect(countLines('one two', 100, measure)).toBe(1)
  expect(countLines('one two three', 100, measure)).toBe(2)
  expect(countLines('one\ntwo', 100, measure)).toBe(2)
  expect(countLines('x'.repeat(25), 100, measure)).toBe(3)
})

test('on a phone the texts stand below each other, so both count', () => {
  const heightOf = createRowHeights({ source: measure, target: measure }, layoutOf(390, true))
  const row = (text: string, es: string) =>
    heightOf(
      { id: 'c1', start: 0, end: 1, text, targets: { es: { text: es, approved: false, state: 'current' } } },
      'es',
    )
  const [least, source, target] = [row('a', 'a'), row('word '.repeat(30), 'a'), row('a', 'word '.repeat(30))]
  expect(row('word '.repeat(30), 'word '.repeat(30))).toBeCloseTo(source + target - least, -1)
})

test('a row is as high as its longer text, and never lower than its fit', () => {
  const heightOf = createRowHeights({ source: measure, target: measure }, layoutOf(1000, false))
  const row = (text: string, es: string) =>
    heightOf(
      { id: 'c1', start: 0, end: 1, text, targets: { es: { text: es, approved: false, state: 'current' } } },
      'es',
    )
  expect(row('a', 'a')).toBe(row('b', 'b'))
  expect(row('word '.repeat(60), 'a')).toBeGreaterThan(row('word '.repeat(30), 'a'))
  expect(row('a', 'word '.repeat(60))).toBeGreaterThan(row('a', 'a'))
})
