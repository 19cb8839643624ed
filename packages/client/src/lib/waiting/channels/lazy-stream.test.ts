import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { follow, setUp } from '../../../../test/support/set-up.ts'

/** The results of the next attempts to load the stream. Without any, it loads. */
const { outcomes } = vi.hoisted(() => ({ outcomes: [] as ('fails' | 'hangs')[] }))

vi.mock('./stream.ts', async (original) => {
  const { StreamChannel } = await original<typeof import('./stream.ts')>()
  return {
    get StreamChannel() {
      if (outcomes.shift() === 'fails') throw new TypeError('Failed to fetch dynamically imported module')
      return StreamChannel
    },
  }
})

const FIVE_MINUTES_MS = 300_000

beforeEach(() => {
  vi.useFakeTimers()
  outcomes.length = 0
})

afterEach(() => {
  vi.useRealTimers()
})

function setUpLogged() {
  const warnings: string[] = []
  const quiet = (): void => {}
  const logger = { debug: quiet, info: quiet, warn: (line: string) => void warnings.push(line), error: quiet }
  return { warnings, ...setUp({ logger }) }
}

it('waits poll where the stream cannot be loaded, and it is not loaded again and again', async () => {
  outcomes.push('fails', 'fails')
  const { api, client, warnings } = setUpLogged()
  const ids = Array.from({ length: 3 }, () => api.add({ status: 'running' }).id)
  const waits = ids.map((id) => follow(client.wait(id)))
  await vi.advanceTimersByTimeAsync(1_000)
  const late = api.add({ status: 'running' }).id
  const lateWait = follow(client.wait(late))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(warnings).toEqual(['the stream could not be loaded'])
  expect(api.openStreams()).toBe(0)
  for (const id of [...ids, late]) api.change(id, { status: 'completed' })
  await vi.advanceTimersByTimeAsync(60_000)
  expect([...waits, lateWait].map(({ result }) => result?.status)).toEqual(Array(4).fill('completed'))
})

it('a wait that begins five minutes after a failure loads the stream, for the others too', async () => {
  outcomes.push('fails')
  const { api, client } = setUpLogged()
  const first = api.add({ status: 'running' }).id
  const wait = follow(client.wait(first))
  await vi.advanceTimersByTimeAsync(FIVE_MINUTES_MS)
  expect(api.openStreams()).toBe(0)
  const second = api.add({ status: 'running' }).id
  const other = follow(client.wait(second))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(api.openStreams()).toBe(1)
  for (const id of [first, second]) api.change(id, { status: 'completed' })
  await vi.advanceTimersByTimeAsync(10)
  expect([wait, other].map(({ result }) => result?.status)).toEqual(['completed', 'completed'])
})

it('a wait that is aborted before the stream has loaded makes no request', async () => {
  const { api, client } = setUpLogged()
  const controller = new AbortController()
  const wait = client.wait(api.add({ status: 'running' }).id, { signal: controller.signal })
  controller.abort('enough')
  await expect(wait).rejects.toBe('enough')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(api.requests).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})
