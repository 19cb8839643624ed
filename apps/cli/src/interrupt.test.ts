import { expect, onTestFinished, test, vi } from 'vitest'
import { listenForInterrupt, untilInterrupted } from './interrupt.ts'

test('the first Ctrl-C lets a command end, and the second ends the process at once', () => {
  const others = process.listeners('SIGINT')
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never)
  onTestFinished(() => exit.mockRestore())
  using interrupt = listenForInterrupt()
  // Only its own listener hears of it, and not that of the tests.
  const [press] = process.listeners('SIGINT').filter((listener) => !others.includes(listener))
  press?.('SIGINT')
  expect([interrupt.signal.aborted, exit.mock.calls]).toEqual([true, []])
  press?.('SIGINT')
  expect(exit).toHaveBeenCalledWith(130)
})

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
