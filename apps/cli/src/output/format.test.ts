import { expect, test } from 'vitest'
import { bar, formatBytes, formatPercent, formatSeconds } from './format.ts'

test('a duration has two units at most', () => {
  expect([0, 8.4, 59.6, 125, 3720].map(formatSeconds)).toEqual([
    '0 s',
    '8 s',
    '1 min 00 s',
    '2 min 05 s',
    '1 h 02 min',
  ])
})

test('a size has one decimal', () => {
  expect([0, 999, 1000, 1_234_567, 325_532_232, 5e12].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '1.2 MB',
    '325.5 MB',
    '5.0 TB',
  ])
})

test('a bar is never longer than its width', () => {
  expect([-1, 0, 0.5, 1, 7].map((fraction) => bar(fraction, 4))).toEqual([
    '░░░░',
    '░░░░',
    '██░░',
    '████',
    '████',
  ])
})

test('a percentage is 100 only at the end', () => {
  expect([0, 0.999, 1, 1.2].map(formatPercent)).toEqual(['0 %', '99 %', '100 %', '100 %'])
})
