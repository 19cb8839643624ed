import { expect, it } from 'vitest'
import { drainDue } from './drain-due.ts'

it('what cannot be handled stays, and keeps nothing else from its turn', async () => {
  const stuck = ['bad-1', 'bad-2', 'stays-1', 'stays-2']
  const due = [...stuck, 'a', 'b', 'c', 'bad-3', 'd']
  const failed: string[] = []
  const handled = await drainDue({
    batch: 2,
    find: async (limit, skip) => due.slice(skip, skip + limit),
    async handle(id) {
      if (id.startsWith('bad')) throw new Error('damaged')
      if (id.startsWith('stays')) return false
      due.splice(due.indexOf(id), 1)
      return true
    },
    onError: (id) => void failed.push(id),
  })
  expect({ handled, due, failed }).toEqual({
    handled: 4,
    due: [...stuck, 'bad-3'],
    failed: ['bad-1', 'bad-2', 'bad-3'],
  })
})

it('stops between two ids when it is asked to', async () => {
  const stopping = new AbortController()
  const work = {
    find: async () => ['a', 'b'],
    handle: async () => (stopping.abort(), true),
    onError: () => undefined,
    signal: stopping.signal,
  }
  expect(await drainDue(work)).toBe(1)
})
