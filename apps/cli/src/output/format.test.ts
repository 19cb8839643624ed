import { expect, test } from 'vitest'
import { bar, fit, formatBytes, formatSeconds, table, wrap } from './format.ts'

test('a duration is told in two units at most', () => {
  expect([0, 8.4, 59.6, 125, 3720].map(formatSeconds)).toEqual([
    '0 s',
    '8 s',
    '1 min 00 s',
    '2 min 05 s',
    '1 h 02 min',
  ])
})

test('a size is told with one digit', () => {
  expect([0, 999, 1000, 1_234_567, 325_532_232, 5e12].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '1.2 MB',
    '325.5 MB',
    '5.0 TB',
  ])
})

test('a bar is never longer than its place', () => {
  expect([-1, 0, 0.5, 1, 7].map((fraction) => bar(fraction, 4))).toEqual([
    '░░░░',
    '░░░░',
    '██░░',
    '████',
    '████',
  ])
})

test('a line that is too long ends with an ellipsis', () => {
  expect(fit('abcdef', 4)).toBe('abc…')
})

test('columns of a table stand below each other', () => {
  expect(
    table([
      ['a', 'bb', 'c'],
      ['aaa', 'b', 'cc'],
    ]),
  ).toEqual(['a    bb  c', 'aaa  b   cc'])
})

test('a long line is broken between words, and what follows is indented', () => {
  expect(wrap('  note on es: take the text as a draft', 20, 4)).toEqual([
    '  note on es: take',
    '    the text as a',
    '    draft',
  ])
})

test('a word that is wider than the terminal stays whole, so that it can be copied', () => {
  expect(wrap('see /a/very/long/path/to/es.mp4 there', 10, 2)).toEqual([
    'see',
    '  /a/very/long/path/to/es.mp4',
    '  there',
  ])
  expect(wrap('as it is', Number.POSITIVE_INFINITY, 2)).toEqual(['as it is'])
})
