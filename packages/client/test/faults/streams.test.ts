import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { JOB_MS, startJob } from './waits.ts'
import { createWorld, type World } from './world.ts'

const HOUR_MS = 3_600_000
const STREAM = 'POST /v1/translations/stream'

let world: World

beforeEach(async () => {
  world = await createWorld()
})

afterEach(async () => {
  await world[Symbol.asyncDispose]()
})

async function waitOut(jobMs = JOB_MS): Promise<{ status?: string | undefined; lateMs: number }> {
  const { result, error, tookMs } = await world.end(world.client.wait(startJob(world, jobMs)), HOUR_MS)
  if (error) throw error
  return { status: result?.status, lateMs: tookMs - jobMs }
}

describe('a stream', () => {
  it('that opens and tells nothing, not even that it lives, is done without within a minute', async () => {
    world.play([{ route: STREAM, fault: { kind: 'silent' } }])
    const { status, lateMs } = await waitOut()
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(60_000 - JOB_MS)
    expect(world.count(STREAM)).toBeLessThanOrEqual(2)
    expect(await world.leftovers()).toEqual([])
  })

  it('that a proxy keeps to itself until its end is done without within a minute', async () => {
    world.play([{ route: STREAM, fault: { kind: 'buffered' } }])
    const { status, lateMs } = await waitOut()
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(60_000 - JOB_MS)
    expect(await world.leftovers()).toEqual([])
  })

  it('that a proxy keeps to itself costs a long wait few connections and no late end', async () => {
    world.play([{ route: STREAM, fault: { kind: 'buffered' } }])
    const { status, lateMs } = await waitOut(HOUR_MS / 2)
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(5_000)
    expect(world.count(STREAM)).toBeLessThanOrEqual(10)
  })

  it('that lives but does not tell the end is put right by a request now and then', async () => {
    const { api } = world
    const { id } = api.add({ status: 'running' })
    // Behind the stream's back, as by a server that lost its subscription.
    setTimeout(() => muteStream(() => api.change(id, { status: 'completed' })), JOB_MS)
    const { result, tookMs } = await world.end(world.client.wait(id), HOUR_MS)
    expect(result?.status).toBe('completed')
    expect(tookMs).toBeLessThanOrEqual(JOB_MS + 600_000)
    expect(world.attempts.length).toBeLessThanOrEqual(20)
    expect(await world.leftovers()).toEqual([])
  })

  it('that falls silent after its first word is noticed and opened again', async () => {
    const jobMs = 300_000
    world.play([{ route: STREAM, times: 1, fault: { kind: 'slow', part: 'body', ms: HOUR_MS } }])
    const { status, lateMs } = await waitOut(jobMs)
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(5_000)
    expect(world.count(STREAM)).toBeLessThanOrEqual(3)
  })

  it('that a gateway ends every minute costs one connection a minute and no late end', async () => {
    const cut = setInterval(() => world.api.endStreams(), 60_000)
    const { status, lateMs } = await waitOut(HOUR_MS / 2 + 30_000)
    clearInterval(cut)
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(2_000)
    expect(world.attempts.length).toBeLessThanOrEqual(65)
  })

  it('that ends as soon as it is open is done without', async () => {
    world.play([{ route: STREAM, fault: { kind: 'truncated' } }])
    const { status, lateMs } = await waitOut(120_000)
    expect(status).toBe('completed')
    expect(lateMs).toBeLessThanOrEqual(5_000)
    expect(world.count(STREAM)).toBeLessThanOrEqual(8)
  })
})

describe('a held request', () => {
  it('that a gateway cuts every time is done without: the server is in reach', async () => {
    const { api } = world
    api.intercept = ({ headers, signal }) => (headers.has('prefer') ? cutAfter(10_000, signal) : undefined)
    const id = startJob(world, HOUR_MS / 2)
    const { result, error, tookMs } = await world.end(world.client.wait(id, { transport: 'held' }), HOUR_MS)
    expect(error).toBeUndefined()
    expect(result?.status).toBe('completed')
    // What is left are the polls of `expected`: after half an hour without a hint they are minutes apart.
    expect(tookMs).toBeLessThanOrEqual((HOUR_MS / 2) * 1.2)
    expect(await world.leftovers()).toEqual([])
  })

  it('that is not held is done without, at no more than one request a second', async () => {
    const { api } = world
    api.intercept = ({ headers, signal, url, method }) =>
      headers.has('prefer') ? api.fetch(plain(url, method, headers, signal)) : undefined
    const id = startJob(world)
    const { result } = await world.end(world.client.wait(id, { transport: 'held' }), HOUR_MS)
    expect(result?.status).toBe('completed')
    expect(world.attempts.length).toBeLessThanOrEqual(JOB_MS / 1_000)
  })
})

/** What happens meanwhile is told to no stream. */
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
