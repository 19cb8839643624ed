import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { HIGHEST_RATE, planFit, type TimedLine } from './plan-fit.ts'

/** Lines of a talk: a gap before each, its room, and how much the voice has to say. */
const talk = array(
  record({
    gap: integer({ min: 0, max: 300 }).map((hundredths) => hundredths / 100),
    room: integer({ min: 40, max: 800 }).map((hundredths) => hundredths / 100),
    fill: integer({ min: 5, max: 220 }).map((percent) => percent / 100),
    minRate: constantFrom(1, 1, 1, 1.1, 1.3),
  }),
  { minLength: 1, maxLength: 40 },
).map((rows) => {
  let at = 0
  return rows.map(({ gap, room, fill, minRate }): TimedLine => {
    const start = at + gap
    at = start + room + 0.08
    return { start, slotEnd: start + room, naturalSeconds: room * fill, minRate }
  })
})

const slack = 1e-4
const SETTINGS = { seed: 20_261_130 }

test('lines never overlap, never start more than 0.2 s early, and no rate jumps', () => {
  assert(
    property(talk, (lines) => {
      const plan = planFit(lines)
      for (const [at, { start, end, rate }] of plan.entries()) {
        const line = lines[at] as TimedLine
        expect(start).toBeGreaterThanOrEqual(Math.max(0, line.start - 0.2) - slack)
        expect(start).toBeGreaterThanOrEqual((plan[at - 1]?.end ?? -1) - slack)
        expect(end - start).toBeCloseTo(line.naturalSeconds / rate, 6)
        expect(rate).toBeGreaterThanOrEqual(line.minRate ?? 1)
        expect(rate).toBeLessThanOrEqual(HIGHEST_RATE + slack)
        expect(Math.abs(rate - (plan[at - 1]?.rate ?? rate))).toBeLessThanOrEqual(0.15 + slack)
      }
    }),
    SETTINGS,
  )
})

test('what fits by itself is spoken at its own speed, exactly when its original starts', () => {
  assert(
    property(talk, (rows) => {
      const lines = rows.map(({ start, slotEnd, naturalSeconds }) => ({
        start,
        slotEnd,
        naturalSeconds: Math.min(naturalSeconds, slotEnd - start),
      }))
      for (const [at, { start, rate }] of planFit(lines).entries()) {
        expect(start).toBeCloseTo(lines[at]?.start ?? NaN, 6)
        expect(rate).toBeCloseTo(1, 6)
      }
    }),
    SETTINGS,
  )
})

test('lines that are up to a quarter too long fit comfortably', () => {
  assert(
    property(talk, (rows) => {
      const lines = rows.map(({ start, slotEnd, naturalSeconds }) => ({
        start,
        slotEnd,
        naturalSeconds: Math.min(naturalSeconds, 1.25 * (slotEnd - start)),
      }))
      for (const [at, { start, end, rate }] of planFit(lines).entries()) {
        const line = lines[at] as (typeof lines)[number]
        expect(rate).toBeLessThanOrEqual(1.25 + slack)
        expect(end).toBeLessThanOrEqual(line.slotEnd + slack)
        expect(start).toBeLessThanOrEqual(line.start + slack)
      }
    }),
    SETTINGS,
  )
})

test('a line starts more than 0.1 s early only where the highest rate is too slow otherwise', () => {
  assert(
    property(talk, (lines) => {
      for (const [at, { start, rate }] of planFit(lines, { isFollowed: true }).entries()) {
        const isEarly = start < (lines[at] as TimedLine).start - 0.1 - slack
        if (isEarly) expect(rate).toBeGreaterThanOrEqual(HIGHEST_RATE - slack)
      }
    }),
    SETTINGS,
  )
})
