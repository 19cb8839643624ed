import { expect, test } from 'vitest'
import { bytesText } from './bytes.ts'
import { countText } from './count.ts'
import { nameList } from './language-name.ts'
import { timeLeft } from './time-left.ts'
import { ago, duration, mediaTime } from './time.ts'

const AT = '2026-01-01T00:00:00.000Z'
const later = (seconds: number) => Date.parse(AT) + seconds * 1000

test.each([
  [{ expectedSeconds: 600 }, 0, 'left.minutes', { minutes: 10 }],
  [{ expectedSeconds: 600 }, 300, 'left.minutes', { minutes: 5 }],
  [{ expectedSeconds: 2_000 }, 0, 'left.minutes', { minutes: 35 }],
  [{ expectedSeconds: 20_000 }, 0, 'left.hours', { hours: 6 }],
  [{ expectedSeconds: 30 }, 0, 'left.seconds', undefined],
  [{ expectedSeconds: 30 }, 60, 'left.longer', undefined],
  [
    { expectedSeconds: 190, expectedSecondsRange: { low: 190, high: 290 } },
    0,
    'left.range',
    { least: 3, most: 5 },
  ],
  [
    { expectedSeconds: 190, expectedSecondsRange: { low: 190, high: 290 } },
    200,
    'left.range',
    { least: 1, most: 2 },
  ],
  [{ expectedSeconds: 190, expectedSecondsRange: { low: 190, high: 290 } }, 300, 'left.longer', undefined],
  [
    { expectedSeconds: 600, expectedSecondsRange: { low: 600, high: 600 } },
    0,
    'left.minutes',
    { minutes: 10 },
  ],
  [
    { expectedSeconds: 5_000, expectedSecondsRange: { low: 5_000, high: 9_000 } },
    0,
    'left.rangeHours',
    { least: 1, most: 3 },
  ],
])('%j after %i s reads %s', (estimate, seconds, key, values) => {
  expect(timeLeft(estimate, AT, later(seconds))).toEqual({ key, ...(values && { values }) })
})

test('without an estimate there is no number', () => {
  expect(timeLeft({}, AT, later(0))).toBeUndefined()
})

test('times, sizes and names are written in the language of the page', () => {
  expect([mediaTime(272), mediaTime(7092)]).toEqual(['4:32', '1:58:12'])
  expect(duration(310_000, 'en')).toBe('5 min 10 sec')
  expect(duration(0, 'en')).toBe('0 sec')
  expect(ago(AT, later(480), 'en')).toBe('8m ago')
  expect([0, 999, 1000, 10_482].map((count) => countText(count, 'en'))).toEqual([
    '0',
    '999',
    '1,000',
    '10,482',
  ])
  expect(countText(10_482, 'es')).toBe('10.482')
  expect(bytesText(653, 'en')).toBe('653 bytes')
  expect(bytesText(18_230_112, 'en')).toBe('18 MB')
  expect(bytesText(2_100_000_000, 'es')).toBe('2,1 GB')
  expect(nameList(['es', 'fr', 'xx-nobody'], 'es')).toMatch(/^Español, Francés y /)
})
