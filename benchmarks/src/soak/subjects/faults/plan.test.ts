import { expect, it } from 'vitest'
import { describeRound, planFaults } from './plan.ts'

const OPTIONS = { seed: 7, rounds: 300, apis: 3, workers: 4 }

it('a seed gives one plan, so that a run can be repeated', () => {
  expect(planFaults(OPTIONS)).toEqual(planFaults(OPTIONS))
  expect(planFaults({ ...OPTIONS, seed: 8 })).not.toEqual(planFaults(OPTIONS))
  expect(planFaults({ ...OPTIONS, rounds: 5 })).toEqual(planFaults(OPTIONS).slice(0, 5))
})

it('a plan parts each pair of machines, and has every kind of fault and every kind of victim', () => {
  const plan = planFaults(OPTIONS)
  const parted = plan.flatMap(({ fault }) =>
    fault.kind === 'part' ? [[fault.one, fault.other].sort().join(' ')] : [],
  )
  expect(new Set(parted).size).toBe((11 * 10) / 2)
  expect([...new Set(plan.map(({ fault }) => fault.kind))].sort()).toEqual([
    'clock',
    'full-disk',
    'isolate',
    'part',
    'pause',
    'promote',
    'slow-disk',
  ])
  const killed = new Set(plan.flatMap(({ kills }) => kills))
  for (const victim of ['api-2', 'worker-3', 'primary', 'standby', 'session', 'proxy', 'object'])
    expect(killed).toContain(victim)
})

it('standbys come with clocks that are an hour behind and an hour ahead', () => {
  const hours = planFaults(OPTIONS).flatMap(({ fault }) => (fault.kind === 'promote' ? [fault.hours] : []))
  expect(new Set(hours)).toEqual(new Set([-1, 1]))
})

it('a round is told in one line', () => {
  const fault = { kind: 'part', one: 'api-0', other: 'primary', oneWay: true } as const
  expect(describeRound({ fault, lastsMs: 900, kills: ['worker-1', 'session'] })).toBe(
    'part api-0 primary true for 900 ms; kill worker-1, session',
  )
})
