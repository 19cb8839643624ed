import { expect, test } from 'vitest'
import { createGroupScheduler } from './group-scheduler.ts'

interface Job {
  name: string
  group: string
}

/** A scheduler whose jobs end when the test calls `end`. `begun` lists the jobs that started. */
function setUp(concurrency: number, groupMs: number) {
  const begun: string[] = []
  const endings = new Map<string, () => void>()
  const scheduler = createGroupScheduler<Job>({
    concurrency,
    groupMs,
    groupOf: (job) => job.group,
    run(job) {
      begun.push(job.name)
      return new Promise((resolve) => endings.set(job.name, () => resolve(() => undefined)))
    },
  })
  const end = async (name: string) => {
    endings.get(name)?.()
    await new Promise((resolve) => void setTimeout(resolve, 80))
  }
  const add = (...names: string[]) => {
    for (const name of names) scheduler.add({ name, group: name.charAt(0) })
  }
  return { scheduler, begun, add, end }
}

test('no more jobs than the limit run at once', async () => {
  const { begun, add, end } = setUp(2, 1000)
  add('a1', 'a2', 'a3')
  expect(begun).toEqual(['a1', 'a2'])
  await end('a1')
  expect(begun).toEqual(['a1', 'a2', 'a3'])
})

test('jobs of the current group run first, and two groups never run side by side', async () => {
  const { begun, add, end } = setUp(2, 60_000)
  add('a1', 'b1', 'a2', 'a3')
  expect(begun).toEqual(['a1', 'a2'])
  await end('a1')
  await end('a2')
  expect(begun).toEqual(['a1', 'a2', 'a3'])
  await end('a3')
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1'])
})

test('a group whose time is up lets another group run', async () => {
  const { begun, add, end } = setUp(1, -1)
  add('a1', 'a2', 'b1')
  await end('a1')
  expect(begun).toEqual(['a1', 'b1'])
  await end('b1')
  await end('a2')
  expect(begun).toEqual(['a1', 'b1', 'a2'])
})

test('a job that has not started can be removed', async () => {
  const { scheduler, begun } = setUp(1, 1000)
  const [first, second] = [
    { name: 'a1', group: 'a' },
    { name: 'a2', group: 'a' },
  ]
  scheduler.add(first)
  scheduler.add(second)
  expect([scheduler.remove(first), scheduler.remove(second)]).toEqual([false, true])
  expect(begun).toEqual(['a1'])
})
