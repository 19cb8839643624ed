import { expect, test, vi } from 'vitest'
import type { Cue } from 'video-translation-client'
import { moved, roomOf, snapped } from './moving.ts'
import { createPeaks } from './peaks.ts'
import { secondsAt, seen, showing, xAt, zoomed } from './scale.ts'

const cue = (id: string, start: number, end: number): Cue => ({ id, start, end, text: id, targets: {} })
const CUES = [cue('c1', 1, 3), cue('c2', 4, 6), cue('c3', 7, 9)]

test('an edge moves between its neighbours, and a line stays long enough to be said', () => {
  const room = roomOf(CUES, 'c2', 10)
  expect(room).toEqual({ fromSeconds: 3, toSeconds: 7 })
  const times = { start: 4, end: 6 }
  expect(moved(times, 'start', -9, room)).toEqual({ start: 3, end: 6 })
  expect(moved(times, 'start', 9, room)).toEqual({ start: 5.8, end: 6 })
  expect(moved(times, 'end', 0.123, room)).toEqual({ start: 4, end: 6.12 })
  expect(moved(times, 'whole', 9, room)).toEqual({ start: 5, end: 7 })
  expect(roomOf(CUES, 'c3', undefined)).toEqual({ fromSeconds: 6, toSeconds: Infinity })
})

test('what is dragged snaps to a mark that is near', () => {
  const marks = { marks: [3, 5], reachSeconds: 0.1 }
  expect(snapped({ start: 4, end: 6 }, 'start', 0.95, marks)).toBe(1)
  expect(snapped({ start: 4, end: 6 }, 'whole', -0.93, marks)).toBe(-1)
  expect(snapped({ start: 4, end: 6 }, 'end', 0.5, marks)).toBe(0.5)
})

test('zooming keeps the time under the pointer, and what is seen is drawn', () => {
  const span = { fromSeconds: 10, pxPerSecond: 60 }
  const closer = zoomed(span, 2, 120)
  expect([secondsAt(120, closer), xAt(12, closer)]).toEqual([12, 120])
  expect(zoomed(span, 1000, 0).pxPerSecond).toBe(400)
  expect(seen(CUES, { fromSeconds: 0, pxPerSecond: 100 }, 500).map(({ id }) => id)).toEqual(['c1', 'c2'])
  expect(showing(span, 12, 600)).toBe(span)
  expect(showing(span, 30, 600).fromSeconds).toBe(29)
})

test('peaks are read by parts, once each, and a part that fails is silence', async () => {
  const read: number[] = []
  let known = 0
  const peaks = createPeaks(
    async ({ start }) => {
      read.push(start)
      if (start > 0) throw new Error('gone')
      return Int8Array.from([-127, 127, -10, 20, -64, 30])
    },
    () => known++,
  )
  expect(peaks.between(0, 0.02)).toBeUndefined()
  await vi.waitFor(() => expect(known).toBe(1), 60_000)
  expect(peaks.between(0, 0.02)).toEqual({ least: -1, greatest: 1 })
  expect(peaks.between(0.02, 0.06)).toEqual({ least: -64 / 127, greatest: 30 / 127 })
  expect(peaks.between(1, 1.02)).toBeUndefined()
  expect(peaks.between(301, 302)).toBeUndefined()
  await Promise.resolve()
  expect([peaks.between(301, 302), read, known]).toEqual([undefined, [0, 300], 1])
})
