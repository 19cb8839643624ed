import { AsyncLocalStorage } from 'node:async_hooks'
import { Client } from 'pg'
import { onTestFinished, vi } from 'vitest'

/** Counts the round trips that a work makes on any connection, until the test ends. */
export function countFlights(): { during(work: () => Promise<unknown>): Promise<number> } {
  const open = new WeakMap<object, number>()
  // The store saves its clock meanwhile, when its time has come.
  const working = new AsyncLocalStorage<{ count: number }>()
  const query = Client.prototype.query as (...args: unknown[]) => unknown
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: object,
    ...args: unknown[]
  ) {
    const sent: unknown = query.apply(this, args)
    // Notifications go on a connection of their own, and nobody waits for them.
    if (!(sent instanceof Promise) || /pg_notify|listen/i.test(textOf(args[0]))) return sent as never
    const before = open.get(this) ?? 0
    // What is sent before the answer to the last statement travels with it.
    const counted = working.getStore()
    if (before === 0 && counted) counted.count++
    open.set(this, before + 1)
    const answered = () => void open.set(this, (open.get(this) ?? 1) - 1)
    sent.then(answered, answered)
    return sent as never
  } as typeof Client.prototype.query)
  onTestFinished(() => spy.mockRestore())
  return {
    async during(work) {
      const counted = { count: 0 }
      await working.run(counted, work)
      return counted.count
    },
  }
}

function textOf(query: unknown): string {
  return typeof query === 'string' ? query : ((query as { text?: string } | undefined)?.text ?? '')
}
