import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createClosing } from './http/closing.ts'
import { loadPart } from './load-part.ts'
import { silent } from './logger.ts'
import { invalid } from './errors.ts'
import { follow } from '../../test/support/set-up.ts'

const cause = new TypeError('Failed to fetch dynamically imported module')
const fails = () => Promise.reject(cause)
const hangs = () => new Promise<object>(() => {})

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  const timers = vi.getTimerCount()
  vi.useRealTimers()
  expect(timers).toBe(0)
})

it('a part that cannot be loaded is an error of the connection, and is loaded again later', async () => {
  const http = { ...createClosing(), timeoutMs: 1_000, log: silent }
  await expect(loadPart(fails, http, {})).rejects.toMatchObject({
    name: 'ConnectionError',
    code: 'connection_failed',
    cause,
  })
  await expect(loadPart(async () => 'part', http, {})).resolves.toBe('part')
})

it('a failure to load is logged, and an abort is not', async () => {
  const error = vi.fn()
  const http = { ...createClosing(), timeoutMs: 1_000, log: { ...silent, error } }
  await expect(loadPart(fails, http, {})).rejects.toMatchObject({ code: 'connection_failed' })
  await expect(loadPart(hangs, http, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough')
  expect(error.mock.calls).toEqual([
    ['a part could not be loaded', { code: 'connection_failed', error: String(cause) }],
  ])
})

it('an abort ends it at once, even where the load fails later', async () => {
  const http = { ...createClosing(), timeoutMs: 1_000, log: silent }
  const { promise, reject } = Promise.withResolvers<object>()
  const controller = new AbortController()
  const loading = loadPart(() => promise, http, { signal: controller.signal })
  controller.abort('enough')
  await expect(loading).rejects.toBe('enough')
  reject(cause)
  await expect(loadPart(hangs, http, { signal: controller.signal })).rejects.toBe('enough')
})

it('closing the client ends it at once, and a closed client loads nothing', async () => {
  const { onClose, close } = createClosing()
  const loading = loadPart(hangs, { onClose, timeoutMs: 1_000, log: silent }, {})
  const closed = invalid('The client is closed.', 'closed')
  close(closed)
  await expect(loading).rejects.toBe(closed)
  const load = vi.fn(hangs)
  await expect(loadPart(load, { onClose, timeoutMs: 1_000, log: silent }, {})).rejects.toBe(closed)
  expect(load).not.toHaveBeenCalled()
})

it.each([
  [{}, 1_000],
  [{ timeoutMs: 200 }, 200],
  [{ timeoutMs: 5_000 }, 1_000],
])('it ends at the shorter time limit of call and client: %j', async (options, expectedMs) => {
  const loading = follow(loadPart(hangs, { ...createClosing(), timeoutMs: 1_000, log: silent }, options))
  await vi.advanceTimersByTimeAsync(expectedMs - 1)
  expect(loading).toEqual({})
  await vi.advanceTimersByTimeAsync(1)
  expect(loading.error).toMatchObject({ name: 'ConnectionError', code: 'request_timeout' })
})
