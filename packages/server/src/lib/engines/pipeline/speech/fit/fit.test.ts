import { expect, test } from 'vitest'
import type { Part } from '../../providers/cast.ts'
import { createDurationEstimator } from './duration-estimate.ts'
import { planFit } from './plan-fit.ts'
import { slotsOf } from './slots.ts'
import { speedFor, speedsUpTo, suits } from './speeds.ts'
import { createEstimators, createTakes } from './takes.ts'

test('a slot lasts until the next cue, less a breath, and the last one until the end', () => {
  const cues = [0, 2, 2.1].map((start, at) => ({ id: at + 1, start, end: start + 1, text: '' }))
  expect([...slotsOf(cues, 5)].map(([id, seconds]) => [id, Number(seconds.toFixed(2))])).toEqual([
    [1, 1.92],
    [2, 0.4],
    [3, 2.9],
  ])
})

test("the duration estimate adapts to the voice's measured speech", () => {
  const estimator = createDurationEstimator(16)
  const text = 'palabra '.repeat(20)
  expect(estimator.estimate(text)).toBeCloseTo(10, 1)
  for (let round = 0; round < 20; round++) estimator.learn(text, 16)
  expect(estimator.estimate(text)).toBeGreaterThan(15)
  expect(estimator.estimate('24 %')).toBeGreaterThan(estimator.estimate('ab c'))
})

test('odd texts spoil the estimate for a while only', () => {
  const estimator = createDurationEstimator(16)
  const usual = 'palabra '.repeat(20)
  for (let round = 0; round < 500; round++) estimator.learn('x'.repeat(100), 60)
  for (let round = 0; round < 100; round++) estimator.learn(usual, 10)
  expect(estimator.estimate(usual)).toBeCloseTo(10, 0)
})

test('what was learned about a voice before counts for its next lines', () => {
  const part = { synthesizer: { name: 'plain' } } as Part
  const estimators = createEstimators(20)
  const cast = { main: part, of: () => part }
  const options = { cast, language: 'es', folder: '', charactersPerSecond: 20 }
  const line = { id: 1, spoken: 'palabra '.repeat(20) }
  const guessed = createTakes(options).estimate(line)
  estimators(part).learn(line.spoken, 2 * guessed)
  expect(createTakes({ ...options, estimators }).estimate(line)).toBeGreaterThan(1.5 * guessed)
})

test("speeds come in coarse steps and never exceed the voice's limit", () => {
  expect(speedsUpTo(1.2)).toEqual([1, 1.05, 1.1, 1.15, 1.2])
  expect([1, 1.09, 1.1, 1.4].map((rate) => speedFor(rate, 1.2))).toEqual([1, 1.05, 1.1, 1.2])
})

test('a take that is barely too slow is stretched instead of spoken again', () => {
  expect(suits({ speed: 1 }, 1.05, 1.2)).toBe(true)
  expect(suits({ speed: 1 }, 1.1, 1.2)).toBe(false)
  expect(suits({ speed: 1.2 }, 1.45, 1.2)).toBe(true)
  expect(suits({ speed: 1.2 }, 1, 1.2)).toBe(false)
})

test('a line that others follow is as fast alone as among them', () => {
  const line = { start: 10, slotEnd: 12, naturalSeconds: 3 }
  const next = { start: 12.08, slotEnd: 20, naturalSeconds: 2 }
  const [among] = planFit([line, next])
  expect(planFit([line], { isFollowed: true })).toEqual([among])
})

test('the last line is in haste only where it then ends with the source', () => {
  const rateOf = (naturalSeconds: number) => planFit([{ start: 10, slotEnd: 12, naturalSeconds }])[0]?.rate
  expect(rateOf(3)).toBeCloseTo(3 / 2.17, 2)
  expect(rateOf(3.3)).toBe(1.25)
})

test('the line before one in need ends early enough for it', () => {
  const [first, second] = planFit([
    { start: 0, slotEnd: 2, naturalSeconds: 2 },
    { start: 2.08, slotEnd: 4.08, naturalSeconds: 2.7 },
    { start: 4.16, slotEnd: 9, naturalSeconds: 1 },
  ])
  expect(first?.end).toBeLessThan(1.92)
  expect(second?.start).toBeCloseTo(1.99, 2)
  expect(second?.rate).toBeLessThanOrEqual(1.25)
})

test('a line is faster before it starts more than a tenth of a second early or ends too late', () => {
  const lines = [2.9, 3.2, 3.4].map((naturalSeconds, at) => {
    return { start: 10 * (at + 1), slotEnd: 10 * (at + 1) + 2, naturalSeconds }
  })
  const plan = planFit([...lines, { start: 50, slotEnd: 60, naturalSeconds: 1 }])
  const early = plan.map(({ start }, at) => (lines[at]?.start ?? start) - start)
  const late = plan.map(({ end }, at) => end - (lines[at]?.slotEnd ?? end))
  expect(plan.slice(0, 3).map(({ rate }) => rate.toFixed(2))).toEqual(['1.34', '1.47', '1.50'])
  expect(early.slice(0, 3).map((seconds) => seconds.toFixed(2))).toEqual(['0.09', '0.09', '0.19'])
  for (const seconds of late) expect(seconds).toBeLessThan(0.0801)
})

test('a line that ends a little late does not make the next one wait for a breath', () => {
  const [, second] = planFit([
    { start: 10, slotEnd: 11.92, naturalSeconds: 3 },
    { start: 12, slotEnd: 14, naturalSeconds: 2 },
    { start: 20, slotEnd: 30, naturalSeconds: 1 },
  ])
  expect(second?.start).toBeCloseTo(12.02, 2)
})
