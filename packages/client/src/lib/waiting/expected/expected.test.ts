import { describe, expect, it } from 'vitest'
import type { PastJob } from '../../history/past-job.ts'
import { expectedSchedule } from './expected.ts'
import { learnDistribution } from './duration-distribution.ts'
import { plan } from './plan.ts'

const prior = { fixedSeconds: 600, perMediaSecond: 0 }

function past(seconds: readonly number[]): Record<string, PastJob[]> {
  return { dub: seconds.map((one) => ({ seconds: one, outcome: 'finished' })) }
}

/** The ages at which a job that never ends would be asked about. */
function ages(schedule: ReturnType<typeof expectedSchedule>, count: number): number[] {
  let age = 0
  return Array.from(
    { length: count },
    () => (age += schedule.next({ kind: 'dub', ageSeconds: age }).delaySeconds),
  )
}

describe('the expected schedule', () => {
  it('looks once for an early failure, then waits until the end is likely', () => {
    const about600 = Array.from({ length: 40 }, (_, i) => 560 + 2 * i)
    const [first = 0, second = 0, third = 0] = ages(expectedSchedule({ prior, history: past(about600) }), 3)
    expect(first).toBeGreaterThan(30)
    expect(first).toBeLessThan(70)
    expect(second).toBeGreaterThan(500)
    expect(third - second).toBeLessThan(40)
  })

  it('learns from the jobs it is told of, whatever it was told to expect', () => {
    const schedule = expectedSchedule({ prior: { fixedSeconds: 6000, perMediaSecond: 0 } })
    for (let i = 0; i < 10; i++) schedule.add('dub', { seconds: 95 + i, outcome: 'finished' })
    expect(ages(schedule, 3).filter((age) => age > 70 && age < 110).length).toBeGreaterThan(0)
  })

  it('asks at both humps and hardly between them', () => {
    const humps = Array.from({ length: 50 }, (_, i) => (i % 2 ? 300 : 1200) + (i - 25))
    const asked = ages(expectedSchedule({ prior, history: past(humps) }), 30)
    const within = (from: number, to: number) => asked.filter((age) => age >= from && age <= to).length
    expect(within(260, 345)).toBeGreaterThan(2)
    expect(within(1150, 1240)).toBeGreaterThan(2)
    expect(within(420, 1050)).toBeLessThan(4)
  })

  it('takes an end before the first look at a hump for a part of that hump', () => {
    const humps = Array.from({ length: 60 }, (_, i): PastJob => ({
      seconds: (i % 2 ? 300 : 1200) * Math.exp(0.12 * Math.sin(i)),
      unseenSeconds: 5,
      outcome: 'finished',
    }))
    // They ended between a look for an early failure and the first look at the hump.
    const early = Array.from({ length: 6 }, (): PastJob => ({
      seconds: 262,
      unseenSeconds: 217,
      outcome: 'finished',
    }))
    const asked = ages(expectedSchedule({ prior, history: { dub: [...humps, ...early] } }), 10)
    expect(asked.filter((age) => age > 60 && age < 200)).toEqual([])
    expect(asked.filter((age) => age >= 200 && age < 400).length).toBeGreaterThan(4)
  })

  it('expects longer media to take longer once that was seen', () => {
    const lengths = Array.from({ length: 100 }, (_, i) => 60 + 12 * i)
    const history = {
      dub: lengths.map((media): PastJob => ({
        seconds: 120 + 2 * media,
        mediaSeconds: media,
        outcome: 'finished',
      })),
    }
    const schedule = expectedSchedule({ prior, history })
    const [short, long] = [100, 1000].map(
      (mediaSeconds) => schedule.next({ kind: 'dub', ageSeconds: 60, mediaSeconds }).delaySeconds + 60,
    )
    expect(short).toBeLessThan(330)
    expect(long).toBeGreaterThan(1500)
  })

  it('follows a good estimate of the server, and stops following a bad one', () => {
    const right = expectedSchedule({ prior })
    const wrong = expectedSchedule({ prior })
    for (let i = 0; i < 40; i++) {
      const seconds = 200 + 90 * (i % 13)
      right.add('dub', {
        seconds,
        outcome: 'finished',
        hint: { atSeconds: 0, expectedSeconds: seconds * (i % 2 ? 1.05 : 0.95) },
      })
      wrong.add('dub', {
        seconds: 595 + (i % 13),
        outcome: 'finished',
        hint: { atSeconds: 0, expectedSeconds: 50 + 300 * (i % 7) },
      })
    }
    const sight = { kind: 'dub', ageSeconds: 60, expectedSeconds: 400 }
    expect(right.next(sight).origin).toBe('hint')
    expect(right.next(sight).delaySeconds).toBeGreaterThan(300)
    expect(wrong.next(sight).origin).toBe('created')
  })

  it('starts the clock anew when a job leaves the queue', () => {
    const history = {
      dub: Array.from({ length: 30 }, (_, i): PastJob => ({
        seconds: 600 + 40 * i,
        queuedSeconds: 40 * i,
        outcome: 'finished',
      })),
    }
    const schedule = expectedSchedule({ prior, history })
    const advice = schedule.next({ kind: 'dub', ageSeconds: 1060, workedSeconds: 60 })
    expect(advice.origin).toBe('worked')
    expect(advice.delaySeconds).toBeGreaterThan(450)
    expect(schedule.next({ kind: 'dub', ageSeconds: 60, queued: true }).origin).toBe('queued')
  })

  it('asks while a job is queued about when it is likely to leave the queue, rather than for its end', () => {
    const history = {
      dub: Array.from({ length: 40 }, (_, i): PastJob => ({
        seconds: 600 + 3 * i + i,
        queuedSeconds: 3 * i,
        outcome: i % 10 ? 'finished' : 'failed',
      })),
    }
    const { delaySeconds } = expectedSchedule({ prior, history }).next({
      kind: 'dub',
      ageSeconds: 0,
      queued: true,
    })
    expect(delaySeconds).toBeGreaterThan(30)
    expect(delaySeconds).toBeLessThan(700)
  })

  it('takes an end that was only noticed for what it is, between two requests', () => {
    const noticed = Array.from({ length: 60 }, (_, i): PastJob => ({
      seconds: i % 2 ? 500 : 640,
      unseenSeconds: i % 2 ? 60 : 140,
      outcome: 'finished',
    }))
    const asked = ages(expectedSchedule({ prior, history: { dub: noticed } }), 30)
    expect(asked.filter((age) => age > 60 && age < 400)).toHaveLength(0)
    expect(asked.filter((age) => age > 430 && age < 650).length).toBeGreaterThan(5)
  })

  it('gives up looking for early failures where there never were any, and keeps looking where there are', () => {
    const about600 = Array.from({ length: 190 }, (_, i) => 560 + (i % 80))
    const fine = expectedSchedule({ prior, history: past(about600) })
    const failing = expectedSchedule({ prior, history: past(about600) })
    for (let i = 0; i < 9; i++) failing.add('dub', { seconds: 20 + i, outcome: 'failed' })
    expect(ages(fine, 1)[0]).toBeGreaterThan(300)
    expect(ages(failing, 1)[0]).toBeLessThan(70)
  })

  it('says how much sooner or later is as good: less than the room between two requests', () => {
    const about600 = Array.from({ length: 40 }, (_, i) => 560 + 2 * i)
    const schedule = expectedSchedule({ prior, history: past(about600) })
    for (const ageSeconds of [0, 60, 570, 600]) {
      const { delaySeconds, slackSeconds } = schedule.next({ kind: 'dub', ageSeconds })
      expect(slackSeconds).toBeGreaterThan(0)
      expect(slackSeconds).toBeLessThan(delaySeconds / 3)
    }
  })

  it('asks more often where one request tells of many jobs', () => {
    const schedule = expectedSchedule({ prior })
    const sight = { kind: 'dub', ageSeconds: 600 }
    expect(schedule.next(sight, 64).delaySeconds).toBeLessThan(schedule.next(sight).delaySeconds / 3)
  })

  it('never asks more often than the floor, at any age', () => {
    const schedule = expectedSchedule({
      prior,
      floorSeconds: 1,
      history: past([0, 0.001, 600, 600, 600, 600, 1e7]),
    })
    for (let age = 0; age < 1e8; age = age * 1.1 + 0.7)
      expect(schedule.next({ kind: 'dub', ageSeconds: age }).delaySeconds).toBeGreaterThanOrEqual(1)
  })

  it.each([-100, 0, Number.NaN, Infinity])('copes with a media length of %s among others', (mediaSeconds) => {
    const schedule = expectedSchedule()
    for (let i = 0; i < 20; i++)
      schedule.add('dub', { seconds: 60, outcome: 'finished', mediaSeconds: i === 7 ? mediaSeconds : 100 })
    for (const sight of [{ mediaSeconds: 100 }, { mediaSeconds }, {}]) {
      const { delaySeconds } = schedule.next({ kind: 'dub', ageSeconds: 1, ...sight })
      expect(delaySeconds).toBeGreaterThanOrEqual(1)
      expect(delaySeconds).toBeLessThan(70)
    }
  })
})

describe('a plan', () => {
  it('costs what the law of pure chance allows: a constant interval', () => {
    const chance = learnDistribution(
      Array.from({ length: 199 }, (_, i) => ({
        seconds: -600 * Math.log(1 - (i + 0.5) / 199),
        outcome: 'finished' as const,
      })),
      { ...prior, failures: 0 },
    )
    const made = plan(chance(), { requestCost: 1, floorSeconds: 1 })
    for (const age of [200, 500, 1000]) expect(Math.abs(made.next(age).delaySeconds - 35)).toBeLessThan(10)
    expect(Math.abs(made.next(0).costSeconds - 36)).toBeLessThan(4)
  })
})
