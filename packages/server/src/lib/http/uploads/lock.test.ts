import { expect, it, vi } from 'vitest'
import { createUploadLocker } from './lock.ts'

const never = () => new AbortController().signal

function setUp(waitMs?: number) {
  const locker = createUploadLocker(waitMs)
  const order: string[] = []
  const take = async (name: string, id = 'up_1', signal = never()) => {
    const lock = locker.newLock(id)
    await lock.lock(signal, () => void order.push(`stop ${name}`))
    order.push(name)
    return lock
  }
  return { order, take }
}

it('stops the current request once, and admits the waiting ones in turn', async () => {
  const { order, take } = setUp()
  const first = await take('first')
  const second = take('second')
  const third = take('third')
  await vi.waitFor(() => expect(order).toEqual(['first', 'stop first', 'stop first']), 60_000)
  await first.unlock()
  const lock = await second
  expect(order.slice(3).sort()).toEqual(['second', 'stop second'])
  await lock.unlock()
  await (await third).unlock()
  expect(order.at(-1)).toBe('third')
})

it('keeps the event loop free while a request waits', async () => {
  const { take } = setUp()
  const first = await take('first')
  const immediate = vi.spyOn(globalThis, 'setImmediate')
  const second = take('second')
  // No task of another file may use it meanwhile.
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  expect(immediate).not.toHaveBeenCalled()
  immediate.mockRestore()
  await first.unlock()
  await second
})

it('locks each upload separately', async () => {
  const { take } = setUp()
  await take('first')
  await take('other', 'up_2')
})

it('lets a waiting request give up after a disconnect or a timeout, and admits the next', async () => {
  const { take } = setUp(50)
  const first = await take('first')
  const gone = new AbortController()
  const waiters = [take('gone', 'up_1', gone.signal), take('late')]
  gone.abort()
  for (const waiter of waiters) await expect(waiter).rejects.toMatchObject({ status_code: 423 })
  await first.unlock()
  await (await take('next')).unlock()
})

it('refuses too many waiting requests at once', async () => {
  const { take } = setUp()
  await take('first')
  const crowd = Array.from({ length: 16 }, (_, at) => take(`waiter ${at}`))
  await expect(take('one too many')).rejects.toMatchObject({ status_code: 423 })
  void Promise.allSettled(crowd)
})

it('rejects the release of a lock that is not held', async () => {
  await expect(createUploadLocker().newLock('up_1').unlock()).rejects.toThrow('not held')
})
