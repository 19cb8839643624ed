import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { withPatience } from './patience.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const away = () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
const answered = (status: number) => Object.assign(new Error('no'), { $metadata: { httpStatusCode: status } })

/** Fails with each of these errors in turn, then succeeds. */
function failing(errors: Error[]) {
  return vi.fn(async () => {
    const error = errors.shift()
    if (error) throw error
    return 'done'
  })
}

it('repeats a request while the storage is away, busy or slow', async () => {
  const slow = Object.assign(new Error('slow'), { name: 'TimeoutError' })
  const work = failing([away(), answered(503), answered(429), slow])
  const done = withPatience(work, { patienceMs: 60_000, random: () => 1 })
  await vi.advanceTimersByTimeAsync(100 + 200 + 400 + 800)
  expect(await done).toBe('done')
})

it.each([answered(403), answered(404), answered(501), answered(507), new TypeError('a bug')])(
  'does not repeat what would fail again: %j',
  async (error) => {
    const work = failing([error])
    await expect(withPatience(work, { patienceMs: 60_000 })).rejects.toBe(error)
    expect(work).toHaveBeenCalledTimes(1)
  },
)

it('gives up with the last failure when its time is over', async () => {
  const errors = Array.from({ length: 100 }, away)
  const last = errors[4]
  const given = withPatience(failing(errors), { patienceMs: 1500, random: () => 1 }).catch(
    (error: unknown) => error,
  )
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await given).toBe(last)
})

it('ends at once with the reason of an abort', async () => {
  const stopping = new AbortController()
  const reason = new Error('stop')
  const given = withPatience(failing([away(), away()]), { patienceMs: 60_000, signal: stopping.signal })
  const ended = expect(given).rejects.toBe(reason)
  await vi.advanceTimersByTimeAsync(10)
  stopping.abort(reason)
  await ended
})
