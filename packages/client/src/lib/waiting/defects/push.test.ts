// Each of these is a defect that another library's waiter has, or had for years; whose is said
// above each.
import { describe, expect, it, vi } from 'vitest'
import type { WaitReport } from 'video-translation-client'
import { follow, setUp } from '../../../../test/support/set-up.ts'
import { useVirtualTime } from '../../../../test/support/virtual-time.ts'

useVirtualTime()

describe('what tells of changes', () => {
  // ai: takes a webhook instead of polling; a lost one leaves it to its timeout, an early one
  // throws.
  it('a lost webhook does not leave the wait to its timeout, and an early one does not break it', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const waiting = follow(client.wait(id, { transport: 'notify' }))
    expect(client.notify({ id: 'tr_other' })).toBe(false)
    await vi.advanceTimersByTimeAsync(1_000)
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(80_000)
    expect(waiting.result?.status).toBe('completed')
  })

  // And where one was lost, the others may be, too.
  it('a lost webhook is reason to poll for all that rely on one', async () => {
    const { api, client } = setUp()
    const [old, young] = [api.add(), api.add()]
    const first = follow(client.wait(old.id, { transport: 'notify' }))
    await vi.advanceTimersByTimeAsync(3_600_000)
    const second = follow(client.wait(young.id, { transport: 'notify' }))
    await vi.advanceTimersByTimeAsync(1_000)
    for (const { id } of [old, young]) api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(80_000)
    expect([first.result?.status, second.result?.status]).toEqual(['completed', 'completed'])
  })

  // This client, once: it took the live stream from all other waits, which then polled for good.
  it('a lost webhook is reason to poll its translation, and not the streamed ones', async () => {
    const { api, client } = setUp()
    const [streamed, notified] = [api.add(), api.add()]
    follow(client.wait(streamed.id))
    const waiting = follow(client.wait(notified.id, { transport: 'notify' }))
    const requestsOf = async (id: string): Promise<number> => {
      const before = api.requests.length
      for (let elapsedMs = 0; elapsedMs < 600_000; elapsedMs += 10_000) {
        await vi.advanceTimersByTimeAsync(10_000)
        api.heartbeat()
      }
      return api.requests.slice(before).filter((request) => request.includes(id)).length
    }
    await requestsOf(streamed.id)
    api.change(notified.id, { stage: 'translate' })
    await requestsOf(streamed.id)
    expect(await requestsOf(streamed.id)).toBeLessThanOrEqual(3)
    api.change(notified.id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(80_000)
    expect(waiting.result?.status).toBe('completed')
  })

  // replicate: a signature compared so that it can be guessed, and of any age; here nothing depends
  // on one.
  it('a webhook ends a wait at once, by what the server says and not by what the webhook says', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const reports: WaitReport[] = []
    const onReport = (report: WaitReport): void => void reports.push(report)
    const waiting = follow(client.wait(id, { transport: 'notify', onReport }))
    await vi.advanceTimersByTimeAsync(10_000)
    client.notify({ data: { id, version: 99 } })
    await vi.advanceTimersByTimeAsync(100)
    expect(waiting).toEqual({})
    api.change(id, { status: 'completed', finishedAt: new Date().toISOString() })
    client.notify({ data: { id } })
    await vi.advanceTimersByTimeAsync(100)
    expect(waiting.result?.status).toBe('completed')
    expect(reports).toMatchObject([{ id, path: 'notify', requests: 3, detectionMs: expect.closeTo(0, -2) }])
  })

  // windmill: a proxy that buffers leaves the stream open and silent.
  it('a buffering proxy costs no job its end, and the stream is tried again later', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    let buffering = true
    api.intercept = (_, path) => {
      if (!buffering || !path.endsWith('/stream')) return undefined
      return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
    }
    const waiting = follow(client.wait(id))
    await vi.advanceTimersByTimeAsync(120_000)
    buffering = false
    await vi.advanceTimersByTimeAsync(230_000)
    expect(api.openStreams()).toBe(1)
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(5)
    expect(waiting.result?.status).toBe('completed')
  })

  // trigger.dev: an end of the connection, as a proxy makes it, passed for the end of the job.
  it('a stream that ends is not taken for the end of the job', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ status: 'running' })
    const waiting = follow(client.wait(id))
    await vi.advanceTimersByTimeAsync(10_000)
    for (let cut = 0; cut < 3; cut++) {
      api.endStreams()
      await vi.advanceTimersByTimeAsync(20_000)
    }
    expect(waiting).toEqual({})
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(waiting.result?.status).toBe('completed')
  })

  // @microsoft/fetch-event-source, eventsource: the same pause for ever, or none; and no end to it.
  it('a stream that breaks at once is not opened again and again', async () => {
    const { api, client } = setUp()
    api.intercept = (_, path) => {
      if (path.endsWith('/stream')) throw new TypeError('fetch failed')
      return undefined
    }
    follow(client.wait(api.add().id))
    await vi.advanceTimersByTimeAsync(240_000)
    expect(api.requests.filter((request) => request.includes('/stream')).length).toBeLessThan(10)
  })
})
