import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { JOB_MS, startJob } from './waits.ts'
import { createHarness, type Harness } from './harness.ts'

const HOUR_MS = 3_600_000
const STREAM = 'POST /v1/translations/stream'

let harness: Harness

beforeEach(async () => {
  harness = await createHarness()
})

afterEach(async () => {
  await harness[Symbol.asyncDispose]()
})

async function waitOut(jobMs = JOB_MS): Promise<{ status?: string | undefined; lateMs: number }> {
  const { result, error, tookMs } = await harness.end(harness.client.wait(startJob(harness, jobMs)), HOUR_MS)
  if (error) throw error
  return { status: result?.status, lateMs: tookMs - jobMs }
}

describe('a stream', () => {
  it('that opens and stays silent is replaced within a minute', async () => {
    harness.play([{ route: STREAM, fault: { kind: 'silent' } }])
    const { status, lateMs } = await waitOut()
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(60_000 - JOB_MS)
    expect(harness.count(STREAM)).toBeLessThanOrEqual(2)
    expect(await harness.leftovers()).toEqual([])
  })

  it('that a proxy buffers until its end is replaced within a minute', async () => {
    harness.play([{ route: STREAM, fault: { kind: 'buffered' } }])
    const { status, lateMs } = await waitOut()
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(60_000 - JOB_MS)
    expect(await harness.leftovers()).toEqual([])
  })

  it('that a proxy buffers costs a long wait few connections and no delay', async () => {
    harness.play([{ route: STREAM, fault: { kind: 'buffered' } }])
    const { status, lateMs } = await waitOut(HOUR_MS / 2)
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(5_000)
    expect(harness.count(STREAM)).toBeLessThanOrEqual(10)
  })

  it('that is alive but misses the end is corrected by a rare poll', async () => {
    const { api } = harness
    const { id } = api.add({ status: 'running' })
    // The stream misses the change, like on a server that lost its subscription.
    setTimeout(() => muteStream(() => api.change(id, { status: 'completed' })), JOB_MS)
    const { result, tookMs } = await harness.end(harness.client.wait(id), HOUR_MS)
    expect(result?.status).toBe('completed')
    expect(tookMs).toBeLessThanOrEqual(JOB_MS + 600_000)
    expect(harness.attempts.length).toBeLessThanOrEqual(20)
    expect(await harness.leftovers()).toEqual([])
  })

  it('that falls silent after its first event is reopened', async () => {
    const jobMs = 300_000
    harness.play([{ route: STREAM, times: 1, fault: { kind: 'slow', part: 'body', ms: HOUR_MS } }])
    const { status, lateMs } = await waitOut(jobMs)
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(5_000)
    expect(harness.count(STREAM)).toBeLessThanOrEqual(3)
  })

  it('that a gateway cuts every minute costs one connection a minute and no delay', async () => {
    const cut = setInterval(() => harness.api.endStreams(), 60_000)
    const { status, lateMs } = await waitOut(HOUR_MS / 2 + 30_000)
    clearInterval(cut)
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(2_000)
    expect(harness.attempts.length).toBeLessThanOrEqual(65)
  })

  it('that ends as soon as it opens is replaced', async () => {
    harness.play([{ route: STREAM, fault: { kind: 'truncated' } }])
    const { status, lateMs } = await waitOut(120_000)
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(5_000)
    expect(harness.count(STREAM)).toBeLessThanOrEqual(8)
  })
})

describe('a long poll', () => {
  it('that a gateway always cuts is replaced by polls, without an outage', async () => {
    const { api } = harness
    api.intercept = ({ headers, signal }) => (headers.has('prefer') ? cutAfter(10_000, signal) : undefined)
    const id = startJob(harness, HOUR_MS / 2)
    const { result, error, tookMs } = await harness.end(
      harness.client.wait(id, { transport: 'held' }),
      HOUR_MS,
    )
    expect(error).toBeUndefined()
    expect(result?.status).toBe('completed')
    // The polls of `expected` remain. After half an hour without a hint they are minutes apart.
    expect(tookMs).toBeLessThanOrEqual((HOUR_MS / 2) * 1.2)
    expect(await harness.leftovers()).toEqual([])
  })

  it('that is answered at once is replaced, with at most one request a second', async () => {
    const { api } = harness
    api.intercept = ({ headers, signal, url, method }) =>
      headers.has('prefer') ? api.fetch(plain(url, method, headers, signal)) : undefined
    const id = startJob(harness)
    const { result } = await harness.end(harness.client.wait(id, { transport: 'held' }), HOUR_MS)
    expect(result?.status).toBe('completed')
    expect(harness.attempts.length).toBeLessThanOrEqual(JOB_MS / 1_000)
  })
})

/** No stream reports this change. */
function muteStream(change: () => void): void {
  const { enqueue } = ReadableStreamDefaultController.prototype
  ReadableStreamDefaultController.prototype.enqueue = () => {}
  change()
  ReadableStreamDefaultController.prototype.enqueue = enqueue
}

async function cutAfter(ms: number, signal: AbortSignal): Promise<Response> {
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => resolve(clearTimeout(timer)))
  })
  return new Response(null, { status: 504 })
}

function plain(url: string, method: string, headers: Headers, signal: AbortSignal): Request {
  const fields = new Headers(headers)
  fields.delete('prefer')
  return new Request(url, { method, headers: fields, signal })
}
