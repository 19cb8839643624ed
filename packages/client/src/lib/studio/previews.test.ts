import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { VideoTranslationClient } from '../client.ts'
import { preview, sourceProxy } from './previews.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
})

/** A server that answers at once, with what has ended after so many requests. */
function serve(ended: object, afterRequests: number) {
  const times: number[] = []
  const fetch = async () => {
    const count = times.push(performance.now())
    return Response.json(count > afterRequests ? ended : { id: 'pv_1', status: 'pending' })
  }
  return { client: new VideoTranslationClient('http://server', { fetch }), times }
}

it('asks a server that does not hold its answers once a second', async () => {
  const file = { name: 'source.720p.mp4', url: 'http://server/x', kind: 'proxy' }
  const { client, times } = serve({ status: 'completed', file }, 3)
  const found = sourceProxy(client, 'tr_1')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await found).toEqual(file)
  expect(times.slice(1).every((time, index) => time - (times[index] ?? 0) >= 1000)).toBe(true)
})

it('gives up in the time of the caller where nobody speaks', async () => {
  const { client, times } = serve({}, Infinity)
  const spoken = preview(client, 'tr_1', { target: 'es', text: 'Hola' }, { timeoutMs: 5000 })
  const failed = expect(spoken).rejects.toMatchObject({ code: 'timeout', translationId: 'tr_1' })
  await vi.advanceTimersByTimeAsync(60_000)
  await failed
  expect(times.length).toBeLessThan(8)
})
