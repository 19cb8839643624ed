import { expect, it } from 'vitest'
import { createClock } from '../clock.ts'
import type { SimulatedJob } from './job.ts'
import { createJobs, MAX_JOBS } from './jobs.ts'

const ORIGIN = 'https://simulator.example'

it('a language that is added later begins at that moment, and followers hear of its end', () => {
  const clock = createClock(0)
  const jobs = createJobs('face', 'seed', clock)
  const job = jobs.create({ id: 'a', targets: ['es'], scenario: { durationMs: 10_000 }, origin: ORIGIN })
  const heard: (string | undefined)[][] = []
  jobs.follow(job, (view) => heard.push(view?.targets.map(({ status }) => status) ?? []))
  clock.advance(15_000)
  jobs.addTarget(job, 'fr')
  expect(heard.at(-1)).toEqual(['completed', 'running'])
  clock.advance(9_999)
  expect(heard.at(-1)).toEqual(['completed', 'running'])
  clock.advance(1)
  expect(heard.at(-1)).toEqual(['completed', 'completed'])
})

it('if the scenario fails the last language, an added language becomes the last and fails', () => {
  const clock = createClock(0)
  const jobs = createJobs('face', 'seed', clock)
  const scenario = { durationMs: 10_000, failTargets: 1 }
  const job = jobs.create({ id: 'a', targets: ['es'], scenario, origin: ORIGIN })
  jobs.addTarget(job, 'fr')
  clock.advance(10_000)
  expect(jobs.view(job)).toMatchObject({ status: 'partial' })
})

it('beyond ten thousand jobs, one that has ended is forgotten before an older one that runs', () => {
  const clock = createClock(0)
  const jobs = createJobs('face', 'seed', clock)
  const create = (id: string, durationMs: number) =>
    jobs.create({ id, targets: ['es'], scenario: { durationMs }, origin: ORIGIN })
  create('runs', 3_600_000)
  create('ended', 1000)
  for (let number = 2; number < MAX_JOBS; number++) create(`other-${number}`, 3_600_000)
  clock.advance(1000)
  create('one more', 1000)
  expect([jobs.get('runs')?.id, jobs.get('ended')]).toEqual(['runs', undefined])
})

it('beyond ten thousand jobs, the oldest jobs and the use counts of their ids are forgotten', () => {
  const jobs = createJobs('face', 'seed', createClock(0))
  const scenario = { durationMs: 'uniform:1s,1h' }
  const create = (id: string) => jobs.create({ id, targets: ['es'], scenario, origin: ORIGIN })
  const endOf = (job: SimulatedJob) => job.targets[0]?.timeline.endMs
  const [first, second] = [create('a'), create('a')]
  expect(endOf(second)).not.toBe(endOf(first))
  for (let number = 1; number < MAX_JOBS; number++) create(`other-${number}`)
  expect(jobs.get('a')).toBe(second)
  create('one more')
  expect(jobs.get('a')).toBeUndefined()
  expect(jobs.list()).toHaveLength(MAX_JOBS)
  expect(endOf(create('a'))).toBe(endOf(first))
})

it('a state is of one instant, though time goes on while it is read', () => {
  let nowMs = 0
  const clock = { ...createClock(0), nowMs: () => nowMs++ }
  const jobs = createJobs('face', 'seed', clock)
  const job = jobs.create({ id: 'a', targets: ['es', 'fr'], scenario: { durationMs: 40 }, origin: ORIGIN })
  const versions = new Map<number, Set<string>>()
  for (let read = 0; read < 60; read++) {
    const { version, status, targets } = jobs.view(job)
    const shown = JSON.stringify([status, targets.map(({ progress, stage }) => [progress, stage])])
    versions.set(version, (versions.get(version) ?? new Set()).add(shown))
  }
  expect([...versions.values()].filter(({ size }) => size > 1)).toEqual([])
})
