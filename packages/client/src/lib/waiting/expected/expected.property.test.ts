import { array, assert, constantFrom, option, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { expectedSchedule } from './expected.ts'

test('the expected schedule promises a finite delay and cost, whatever the prior and the history', () => {
  const number = constantFrom(0, 0.01, 1, 5, 30, 60, 61, 600, 1e4, 1e6)
  const ended = record({
    seconds: number,
    unseenSeconds: option(number, { nil: undefined }),
    mediaSeconds: option(constantFrom(-1, 0, 1, 60, 600, 1e6), { nil: undefined }),
    outcome: constantFrom('finished' as const, 'failed' as const, 'abandoned' as const),
  })
  const priors = record({
    fixedSeconds: constantFrom(0, 1, 100),
    perMediaSecond: constantFrom(0, 2),
    trust: constantFrom(0, 0.5, 1),
    failures: constantFrom(0, 0.05, 1),
  })
  assert(
    property(array(ended, { maxLength: 15 }), priors, number, (history, prior, ageSeconds) => {
      const schedule = expectedSchedule({ prior })
      for (const one of history)
        schedule.add('dub', { ...one, unseenSeconds: Math.min(one.unseenSeconds ?? 0, one.seconds) })
      const { delaySeconds, costSeconds } = schedule.next({ kind: 'dub', ageSeconds, mediaSeconds: 60 })
      expect(delaySeconds).toBeGreaterThanOrEqual(1)
      expect(delaySeconds).toBeLessThan(Infinity)
      expect(costSeconds).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 150, seed: 20_261_130 },
  )
})
