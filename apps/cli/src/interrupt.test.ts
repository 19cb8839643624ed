import { expect, test } from 'vitest'
import { untilInterrupted } from './interrupt.ts'

test('an interrupt ends the wait for work that never ends', async () => {
  const controller = new AbortController()
  const waiting = untilInterrupted(new Promise<never>(() => {}), controller)
  const reason = new Error('Interrupted by SIGINT.')
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
})

test('work that ends gives its result or its error', async () => {
  const controller = new AbortController()
  expect(await untilInterrupted(Promise.resolve(7), controller)).toBe(7)
  await expect(untilInterrupted(Promise.reject(new Error('broken')), controller)).rejects.toThrow('broken')
})
