import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Scenario } from './scenario.ts'
import { createTimeline } from './timeline.ts'

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  durationMs: fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant('lognormal:60s,1')),
  startDelayMs: fc.nat({ max: 10_000 }),
  outcome: fc.constantFrom('completed' as const, 'error' as const, 'needs_input' as const),
  failAt: fc.double({ min: 0, max: 1, noNaN: true }),
  reportsProgress: fc.boolean(),
  reportsExpected: fc.boolean(),
  stages: fc.record({ prepare: fc.nat(9), translate: fc.nat(9), render: fc.nat(9) }, { requiredKeys: [] }),
})

test('a translation waits, runs through its stages and completes', () => {
  const timeline = createTimeline({ durationMs: '100s', startDelayMs: '10s' }, 1, 'tr_1', 'es')
  expect(timeline.at(0)).toEqual({ status: 'pending', expectedSeconds: 110, final: false })
  expect(timeline.at(10_000)).toMatchObject({ status: 'running', stage: 'prepare', progress: 0 })
  expect(timeline.at(60_000)).toMatchObject({ stage: 'synthesize', progress: 0.5, expectedSeconds: 50 })
  expect(timeline.at(109_999)).toMatchObject({ stage: 'render', progress: 0.95, final: false })
  expect(timeline.at(110_000)).toEqual({
    status: 'completed',
    outcome: 'completed',
    progress: 1,
    final: true,
  })
  expect(timeline.stages.map(({ fromMs }) => fromMs / 1000)).toEqual([10, 15, 30, 40, 90])
})

test('an error happens at failAt, and nothing reveals it earlier', () => {
  const failing = createTimeline({ durationMs: '100s', outcome: 'error', failAt: 0.25 }, 1)
  const sound = createTimeline({ durationMs: '100s', outcome: 'completed' }, 1)
  expect(failing.at(24_999)).toEqual(sound.at(24_999))
  expect(failing.at(25_000)).toEqual({ status: 'error', outcome: 'error', final: true })
  expect(failing).toMatchObject({ endMs: 25_000, plannedEndMs: 100_000 })
})

test('a translation that needs input stops without being final', () => {
  const timeline = createTimeline({ durationMs: '1s', outcome: 'needs_input' }, 1)
  expect(timeline.at(1e9)).toEqual({ status: 'needs_input', outcome: 'needs_input', final: false })
  expect(timeline.nextChangeMs(1000)).toBeUndefined()
})

test('many translations meet the error rate, and each repeats its own outcome', () => {
  const outcomeOf = (id: number) => createTimeline({ durationMs: 1, errorRate: 0.2 }, 's', id, 'es').outcome
  const outcomes = Array.from({ length: 20_000 }, (_, id) => outcomeOf(id))
  expect(outcomes.filter((outcome) => outcome === 'error').length / 20_000).toBeCloseTo(0.2, 1)
  expect(outcomeOf(77)).toBe(outcomes[77])
})

test('the instants of change show every change in order, up to the end', () => {
  fc.assert(
    fc.property(scenarios, fc.nat(), (scenario, seed) => {
      const timeline = createTimeline(scenario, seed)
      let progress = 0
      let steps = 0
      for (let ms: number | undefined = 0; ms !== undefined; ms = timeline.nextChangeMs(ms)) {
        const next = timeline.nextChangeMs(ms) ?? ms
        const { expectedSeconds: _now, ...moment } = timeline.at(ms)
        const { expectedSeconds: _later, ...between } = timeline.at(ms + (next - ms) * 0.5)
        expect(between).toEqual(moment)
        expect(moment.progress ?? progress).toBeGreaterThanOrEqual(progress)
        progress = moment.progress ?? progress
        if (next === ms) expect(ms).toBe(timeline.endMs)
        expect(++steps).toBeLessThan(40)
      }
    }),
    { numRuns: 500, seed: 20_261_130 },
  )
})

test('the same scenario, seed and keys give the same timeline, and another language gives another', () => {
  const scenario: Scenario = { durationMs: 'exponential:1m', errorRate: 0.5 }
  const copy = JSON.parse(JSON.stringify(scenario)) as Scenario
  expect(createTimeline(scenario, 5, 'tr_1', 'es').endMs).toBe(createTimeline(copy, 5, 'tr_1', 'es').endMs)
  expect(createTimeline(scenario, 5, 'tr_1', 'es').endMs).not.toBe(
    createTimeline(scenario, 5, 'tr_1', 'ca').endMs,
  )
})
