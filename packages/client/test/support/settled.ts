import { vi } from 'vitest'

/** What a promise comes to, with as much virtual time as it needs. */
export async function settled<T>(promise: Promise<T>): Promise<T> {
  const state = { isOver: false }
  const note = () => void (state.isOver = true)
  promise.then(note, note)
  while (!state.isOver) await vi.advanceTimersByTimeAsync(500)
  return await promise
}
