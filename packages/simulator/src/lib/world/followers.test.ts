import { expect, test } from 'vitest'
import { createClock } from '../clock.ts'
import { createJobs } from './jobs.ts'

function begin() {
  const clock = createClock(0)
  const jobs = createJobs('face', 'seed', clock)
  const scenario = { durationMs: 10_000 }
  const job = jobs.create({ id: 'a', targets: ['es'], scenario, origin: 'https://simulator.example' })
  return { clock, jobs, job }
}

test.each(['finish', 'delete'])('who was stopped by another hears nothing more of a %s', (verb) => {
  const { clock, jobs, job } = begin()
  const heard: string[] = []
  jobs.follow(job, () => {
    heard.push('first')
    stopSecond()
  })
  const stopSecond = jobs.follow(job, () => heard.push('second'))
  if (verb === 'finish') jobs.finish(job)
  else jobs.delete(job.id)
  clock.advance(60_000)
  expect(heard).toEqual(['first'])
})

test('a job that is deleted by who hears of it is told to each as deleted, once', () => {
  const { jobs, job } = begin()
  const heard: (string | undefined)[] = []
  jobs.follow(job, (seen) => {
    heard.push(seen?.status)
    jobs.delete(job.id)
  })
  jobs.follow(job, (seen) => heard.push(seen?.status))
  jobs.finish(job)
  expect(heard).toEqual(['completed', undefined, undefined])
})

test('who begins to follow while a change is told hears of the next one', () => {
  const { jobs, job } = begin()
  let late = 0
  const stop = jobs.follow(job, () => {
    stop()
    jobs.follow(job, () => late++)
  })
  jobs.addTarget(job, 'fr')
  expect(late).toBe(0)
  jobs.finish(job)
  expect(late).toBe(1)
})
