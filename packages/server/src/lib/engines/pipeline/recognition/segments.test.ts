import { expect, test } from 'vitest'
import { segmentsOf } from './segments.ts'
import { secondsIn, type TimeSpan } from './time-span.ts'
import { packWindows } from './windows.ts'

const LIMITS = { maxSeconds: 10, pauseSeconds: 1, padSeconds: 0.1 }

/** Segments as `start-end` of their voice. */
function segments(...voice: [number, number][]): string[] {
  const spans: TimeSpan[] = voice.map(([start, end]) => ({ start, end }))
  return segmentsOf(spans, LIMITS).map(({ voice: own }) => `${own[0]?.start}-${own.at(-1)?.end}`)
}

test('speech with short pauses is one segment, with a little sound around it', () => {
  expect(segments([1, 3], [3.5, 5])).toEqual(['1-5'])
  expect(segmentsOf([{ start: 1, end: 3 }], LIMITS)[0]?.span).toEqual({ start: 0.9, end: 3.1 })
})

test('a long pause separates two segments', () => {
  expect(segments([0, 2], [3, 5])).toEqual(['0-2', '3-5'])
})

test('speech that is too long is split at its longest pause', () => {
  expect(segments([0, 5], [5.3, 8], [8.8, 12])).toEqual(['0-8', '8.8-12'])
})

test('a short segment joins the next one, unless the pause is long', () => {
  expect(segments([0, 1], [2.1, 5])).toEqual(['0-5'])
  expect(segments([0, 1], [2.3, 5])).toEqual(['0-1', '2.3-5'])
})

test('speech without any pause is one segment, and no speech is none', () => {
  expect(segments([0, 50])).toEqual(['0-50'])
  expect(segments()).toEqual([])
})

test('stretches of voice share windows of at most 28 s, and a pause of 2 s starts a new one', () => {
  const talk = Array.from({ length: 10 }, (_, index) => ({ start: index * 6, end: index * 6 + 5 }))
  const limits = { maxSeconds: 28, gapSeconds: 2, padSeconds: 0.15 }
  const windows = packWindows([...talk, { start: 61.5, end: 62 }], limits)
  expect(windows.map(({ voice }) => voice.length)).toEqual([4, 4, 2, 1])
  expect(windows.every(({ span }) => secondsIn(span) <= 28.3)).toBe(true)
})
