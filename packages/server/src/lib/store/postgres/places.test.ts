import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPlaces } from './places.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('gives places in the order asked, never more than there are', async () => {
  const places = createPlaces(1, 1_000)
  const order: string[] = []
  const giveBack = await places.take()
  const others = ['second', 'third'].map(async (name) => {
    const done = await places.take()
    order.push(name)
    return done
  })
  await vi.advanceTimersByTimeAsync(0)
  expect(order).toEqual([])
  giveBack()
  // Giving it back twice frees one place only.
  giveBack()
  await vi.advanceTimersByTimeAsync(0)
  expect(order).toEqual(['second'])
  ;(await others[0])?.()
  await others[1]
  expect(order).toEqual(['second', 'third'])
})

it('fails when no place becomes free in time, and the place goes to the next one', async () => {
  const places = createPlaces(1, 1_000)
  const giveBack = await places.take()
  const late = expect(places.take()).rejects.toThrow('busy for 1 seconds')
  await vi.advanceTimersByTimeAsync(1_000)
  await late
  giveBack()
  await expect(places.take()).resolves.toBeDefined()
})
