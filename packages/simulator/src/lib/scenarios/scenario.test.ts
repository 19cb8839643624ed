import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDuration } from '../duration.ts'
import { parseScenario } from './parse-scenario.ts'
import { checkScenario, resolveScenario, ScenarioError } from './scenario.ts'
import { createTimeline } from './timeline.ts'

test.each([
  ['500ms', 500],
  ['2s', 2000],
  ['1.5m', 90_000],
  ['1h', 3_600_000],
  ['2d', 172_800_000],
  ['250', 250],
  ['2 s', undefined],
  ['-2s', undefined],
  ['1e3s', undefined],
  ['Infinity', undefined],
  ['', undefined],
])('the duration "%s" is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each([
  ['2s', { law: 'fixed', ms: 2000 }],
  ['uniform:1s,5s', { law: 'uniform', minMs: 1000, maxMs: 5000 }],
  ['exponential:10s', { law: 'exponential', meanMs: 10_000 }],
  ['gamma:10s,2', { law: 'gamma', meanMs: 10_000, shape: 2 }],
  ['lognormal:600s,0.5', { law: 'lognormal', medianMs: 600_000, sigma: 0.5 }],
  [
    'shifted:5s,lognormal:10s,1',
    { law: 'shifted', byMs: 5000, of: { law: 'lognormal', medianMs: 10_000, sigma: 1 } },
  ],
  [
    'mixture:0.8*lognormal:60s,0.3|0.2*10m',
    {
      law: 'mixture',
      of: [
        { weight: 0.8, of: { law: 'lognormal', medianMs: 60_000, sigma: 0.3 } },
        { weight: 0.2, of: { law: 'fixed', ms: 600_000 } },
      ],
    },
  ],
])('the law "%s" is read', (durationMs, law) => {
  expect(resolveScenario({ durationMs }).durationMs).toEqual(law)
  expect(resolveScenario({ durationMs: law }).durationMs).toEqual(law)
})

test('a scenario on a command line has a duration and named parts, or is JSON', () => {
  expect(parseScenario('lognormal:600s,0.5; startDelay=2s; errorRate=0.1; reportsProgress=false')).toEqual({
    durationMs: 'lognormal:600s,0.5',
    startDelayMs: '2s',
    errorRate: 0.1,
    reportsProgress: false,
  })
  expect(parseScenario('{"durationMs":5,"outcome":"error"}')).toEqual({ durationMs: 5, outcome: 'error' })
  expect(parseScenario('')).toEqual({})
  expect(() => parseScenario('2s;outcome=maybe')).toThrow(
    '/outcome must be one of completed, error, needs_input',
  )
  expect(() => parseScenario('{"durationMs":')).toThrow(ScenarioError)
})

test.each([
  [{ durationMs: -1 }, '/durationMs', 'must not be negative'],
  [{ durationMs: NaN }, '/durationMs', 'finite'],
  [{ durationMs: Infinity }, '/durationMs', 'finite'],
  [{ durationMs: 1e15 }, '/durationMs', 'at most'],
  [{ durationMs: '3 weeks' }, '/durationMs', 'is not a duration'],
  [{ durationMs: 'uniform:5s,1s' }, '/durationMs/maxMs', 'less than minMs'],
  [{ durationMs: 'lognormal:5s' }, '/durationMs/sigma', 'from 0 to 5'],
  [{ durationMs: { law: 'weibull' } }, '/durationMs/law', 'must be one of'],
  [{ durationMs: { law: 'lognormal', medianMs: 1, sigma: 99 } }, '/durationMs/sigma', 'from 0 to 5'],
  [{ durationMs: 'gamma:10s,0' }, '/durationMs/shape', 'from 0.1 to 1000'],
  [{ durationMs: { law: 'mixture', of: [] } }, '/durationMs/of', 'list of 1 to 16'],
  [{ durationMs: { law: 'mixture', of: [{ weight: 0, of: 1 }] } }, '/durationMs/of', 'above 0'],
  [{ durationMs: { law: 'mixture', of: [{ weight: -1, of: 1 }] } }, '/durationMs/of/0/weight', '0 or more'],
  [{ durationMs: 'shifted:1s,'.repeat(20) + '1s' }, '/durationMs/of/of/of/of/of/of/of/of/of', 'nested'],
  [{ startDelayMs: 'soon' }, '/startDelayMs', 'finite'],
  [{ outcome: 'done' }, '/outcome', 'must be one of'],
  [{ errorRate: 1.1 }, '/errorRate', '0 to 1'],
  [{ errorRate: 0.1, outcome: 'completed' }, '/errorRate', 'beside an outcome'],
  [{ failAt: '0.5' }, '/failAt', '0 to 1'],
  [{ reportsProgress: 1 }, '/reportsProgress', 'true or false'],
  [{ stages: { dub: 1 } }, '/stages/dub', 'is not a stage'],
  [{ stages: { render: -1 } }, '/stages/render', 'from 0'],
  [{ duration: 5 }, '/duration', 'is unknown'],
  [null, '', 'must be an object'],
  [[], '', 'must be an object'],
])('the scenario %j is refused with a pointer to the mistake', (scenario, pointer, detail) => {
  const problems = checkScenario(scenario)
  expect(problems.map((problem) => problem.pointer)).toContain(pointer)
  expect(problems.map((problem) => problem.detail).join()).toContain(detail)
  expect(() => resolveScenario(scenario)).toThrow(ScenarioError)
})

test('any value is either refused with reasons or can be played', () => {
  const members = fc.record(
    {
      durationMs: fc.oneof(
        fc.anything(),
        fc.double(),
        fc.string(),
        fc.constantFrom('uniform:1s,2s', 'mixture:1*2s|3*4s'),
      ),
      startDelayMs: fc.oneof(fc.anything(), fc.nat()),
      outcome: fc.constantFrom('completed', 'error', 'needs_input', 'x'),
      failAt: fc.double(),
      stages: fc.anything(),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(members, fc.anything()), (scenario) => {
      if (checkScenario(scenario).length > 0) return
      const timeline = createTimeline(scenario as object, 1)
      expect(Number.isFinite(timeline.endMs)).toBe(true)
      expect(timeline.at(timeline.endMs).status).toBe(timeline.outcome)
    }),
    { numRuns: 1000, seed: 20_261_130 },
  )
})
