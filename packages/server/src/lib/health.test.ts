import { expect, it, onTestFinished, vi } from 'vitest'
import { createHealth } from './health.ts'

it('a part that rejects or stays silent is broken, and each part is asked once for many probes', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const storage = vi.fn(() => new Promise(() => undefined))
  const { broken } = createHealth({ database: () => Promise.reject(new Error('away')), storage })
  const probes = Promise.all([broken(), broken()])
  await vi.advanceTimersByTimeAsync(3_000)
  expect((await probes).map((parts) => [...parts])).toEqual([
    ['database', 'storage'],
    ['database', 'storage'],
  ])
  expect(storage).toHaveBeenCalledTimes(1)
})
