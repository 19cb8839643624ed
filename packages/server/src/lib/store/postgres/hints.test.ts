import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createOutgoing } from './hints.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('the first event is sent at once, and those of the next milliseconds together', async () => {
  const sent: string[][] = []
  const outgoing = createOutgoing(async ({ unwanted }) => void sent.push([...unwanted]), 5)
  const add = (id: string) => outgoing.add(({ unwanted }) => unwanted.add(id))
  add('a')
  await vi.advanceTimersByTimeAsync(0)
  expect(sent).toEqual([['a']])
  add('b')
  await vi.advanceTimersByTimeAsync(4)
  add('c')
  expect(sent).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(sent).toEqual([['a'], ['b', 'c']])
  await vi.advanceTimersByTimeAsync(50)
  add('d')
  await vi.advanceTimersByTimeAsync(0)
  expect(sent.at(-1)).toEqual(['d'])
})

it('what is left is sent before the end without a pause', async () => {
  const sent: string[][] = []
  const outgoing = createOutgoing(async ({ unwanted }) => void sent.push([...unwanted]), 60_000)
  for (const id of ['a', 'b']) {
    outgoing.add(({ unwanted }) => unwanted.add(id))
    await vi.advanceTimersByTimeAsync(0)
  }
  await outgoing.flush()
  expect(sent).toEqual([['a'], ['b']])
})
