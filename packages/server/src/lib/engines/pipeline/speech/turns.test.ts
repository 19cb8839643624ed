import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

interface Job {
  name: string
  group: string
}

/** Turns whose jobs end when the test says so; what began is listed. */
function setUp(width: number, turnMs: number) {
  const begun: string[] = []
  const endings = new Map<string, () => void>()
  const turns = createTurns<Job>({
    width,
    turnMs,
    groupOf: (job) => job.group,
    onIdle: () => begun.push('idle'),
    perform(job) {
      begun.push(job.name)
      return new Promise((resolve) => endings.set(job.name, () => resolve(() => undefined)))
    },
  })
  const end = async (name: string) => {
    endings.get(name)?.()
    await new Promise((resolve) => void setTimeout(resolve, 80))
  }
  const add = (...names: string[]) => {
    for (const name of names) turns.add({ name, group: name.charAt(0) })
  }
  return { turns, begun, add, end }
}

test('only so many jobs run at once', async () => {
  const { begun, add, end } = setUp(2, 1000)
  add('a1', 'a2', 'a3')
  expect(begun).toEqual(['a1', 'a2'])
  await end('a1')
  expect(begun).toEqual(['a1', 'a2', 'a3'])
})

test('jobs of one group go first while it is their turn, and never run beside another group', async () => {
  const { begun, add, end } = setUp(2, 60_000)
  add('a1', 'b1', 'a2', 'a3')
  expect(begun).toEqual(['a1', 'a2'])
  await end('a1')
  await end('a2')
  expect(begun).toEqual(['a1', 'a2', 'a3'])
  await end('a3')
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1'])
})

test('a group whose turn is over lets the others in', async () => {
  const { begun, add, end } = setUp(1, -1)
  add('a1', 'a2', 'b1')
  await end('a1')
  expect(begun).toEqual(['a1', 'b1'])
  await end('b1')
  await end('a2')
  expect(begun).toEqual(['a1', 'b1', 'a2', 'idle'])
})

test('a job that has not begun can be taken back', async () => {
  const { turns, begun } = setUp(1, 1000)
  const [first, second] = [
    { name: 'a1', group: 'a' },
    { name: 'a2', group: 'a' },
  ]
  turns.add(first)
  turns.add(second)
  expect([turns.remove(first), turns.remove(second)]).toEqual([false, true])
  expect(begun).toEqual(['a1'])
})
