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

test.each(['finish', 'delete'])('a follower that another one stopped does not hear of a %s', (verb) => {
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

test('if a follower deletes the job, each follower hears of the deletion once', () => {
  const { jobs, job } = begin()
  const heard: (string | undefined)[] = []
  jobs.follow(job, (view) => {
    heard.push(view?.status)
    jobs.delete(job.id)
  })
  jobs.follow(job, (view) => heard.push(view?.status))
  jobs.finish(job)
  expect(heard).toEqual(['completed', undefined, undefined])
})

test('a follower that joins during a change hears of the next change only', () => {
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
