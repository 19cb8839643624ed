import { expect, test } from 'vitest'
import type { Cue, CueFit } from 'video-translation-client'
import { fitOf, paceOf, slotOf } from './fit/pace.ts'
import { isNewer } from './media/stage-media.ts'
import { readTime, timeText } from '../format/time-text.ts'
import { lineAt } from './media/line-at.ts'

const FIT: CueFit = { slotSeconds: 2, dubSeconds: 1, speed: 1, tempo: 1, overflowSeconds: 0 }

const line = (text: string, fit: Partial<CueFit> = {}, state: 'current' | 'stale' = 'current'): Cue => ({
  id: text,
  start: 0,
  end: 2,
  text,
  targets: { es: { text, approved: false, state, fit: { ...FIT, ...fit } } },
})

const fit = (cue: Cue, pace: number | undefined, heard?: CueFit) =>
  fitOf(cue, { language: 'es', pace, slotSeconds: slotOf(cue, [cue], 2), heard })

test('a spoken line shows its measured fit, and an edited one is estimated by the pace of the voice', () => {
  const spoken = [line('x'.repeat(10)), line('x'.repeat(20), { dubSeconds: 2 }), line('x'.repeat(11))]
  const pace = paceOf(spoken, 'es')
  expect(pace).toBe(10)
  expect(fit(line('x', { overflowSeconds: 0.5, dubSeconds: 2.5 }), pace)).toMatchObject({
    kind: 'tooLong',
    isEstimate: false,
  })
  expect(fit(line('x', { speed: 1.2 }), pace).kind).toBe('faster')
  const edited = (letters: number) => fit(line('x'.repeat(letters), {}, 'stale'), pace)
  expect([edited(15).kind, edited(23).kind]).toEqual(['fits', 'faster'])
  expect(edited(40)).toMatchObject({ kind: 'tooLong', isEstimate: true, lettersThatFit: 25 })
})

test('a wording that was heard shows its measured fit, and a moved line gets another time', () => {
  const heard = { ...FIT, dubSeconds: 2.6, overflowSeconds: 0.6 }
  expect(fit(line('x', {}, 'stale'), 10, heard)).toMatchObject({ kind: 'tooLong', isEstimate: false })
  const [first, second] = [line('a'), { ...line('b'), start: 5, end: 6 }]
  expect(slotOf(first, [first, second], 9)).toBeCloseTo(4.92)
  expect(slotOf(second, [first, second], 9)).toBe(4)
  expect(slotOf(second, [first, second], undefined)).toBe(1)
})

test('nothing is estimated before the voice has spoken three lines', () => {
  expect(paceOf([line('a'), line('b')], 'es')).toBeUndefined()
  expect(fit(line('a', {}, 'stale'), undefined).kind).toBe('unknown')
  expect(fit(line(''), 10).kind).toBe('unspoken')
})

test('times are written and read to a hundredth', () => {
  expect([timeText(9.42), timeText(125), timeText(59.999)]).toEqual(['0:09.42', '2:05.00', '1:00.00'])
  expect([readTime('0:09.42'), readTime('9,42'), readTime('1:02:03')]).toEqual([9.42, 9.42, 3723])
  expect([readTime(''), readTime('abc'), readTime('-1'), readTime('1:2:3:4')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('the line at a time is the last that has begun', () => {
  const lines = [0, 3, 6].map((start) => ({ id: `c${start}`, start }))
  expect([lineAt(lines, 2.9), lineAt(lines, 3), lineAt(lines, 99)]).toEqual(['c0', 'c3', 'c6'])
  expect(lineAt([], 1)).toBeUndefined()
})

test('a renewed link does not stop what plays, and a result made anew replaces it', () => {
  const shown = { url: '/es.mp4?expires=1', isSound: false, finishedAt: '2026-01-01T00:00:00Z' }
  const next = (more: object) => isNewer({ ...shown, url: '/es.mp4?expires=2', ...more }, shown)
  expect([next({}), next({ finishedAt: undefined }), next({ url: undefined })]).toEqual([false, false, false])
  expect([next({ finishedAt: '2026-01-01T00:01:00Z' }), next({ url: '/es.mp3' })]).toEqual([true, true])
})
