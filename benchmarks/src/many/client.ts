// The waiting process, with one client for all jobs or a client for each.
import { setTimeout as delay } from 'node:timers/promises'
import { VideoTranslationClient, type Outcome, type WaitOptions } from 'video-translation-client'
import type { ClientOrder, WaitFigures, Way } from './orders.ts'

const TRANSPORT = {
  stream: {},
  'bulk polling': { transport: 'polling' },
  'one by one': { transport: 'polling' },
  'long poll': { transport: 'held' },
} satisfies Record<Way, WaitOptions>
/** After this share of the quiet time, all waits have their first answers. */
const SETTLED_SHARE = 0.4

process.on('message', async (order: ClientOrder) => {
  process.send?.(await waitFor(order), () => process.disconnect())
})

process.on('disconnect', () => process.exit())

async function waitFor({ url, ids, way, quietMs }: ClientOrder): Promise<WaitFigures> {
  const startedMs = now()
  let requests = 0
  const counted: typeof fetch = (...args) => {
    requests++
    return fetch(...args)
  }
  const groups = way === 'one by one' ? ids.map((id) => [id]) : [ids]
  const clients = groups.map(() => new VideoTranslationClient(url, { fetch: counted }))
  const noticedMs = new Map<string, number>()
  const options: WaitOptions = {
    ...TRANSPORT[way],
    onReport: ({ id }) => noticedMs.set(id, now()),
  }
  const translationBytes = await sizeOfTranslations(clients[0] as VideoTranslationClient, ids)
  const before = { heap: heapBytes(), cpu: process.cpuUsage(), requests }
  const waiting = Promise.all(
    clients.map((client, i) => waitWith(client, groups[i] as string[], way, options)),
  )
  await delay(startedMs + quietMs * SETTLED_SHARE - now())
  const heap = (heapBytes() - before.heap) / ids.length
  const resting = await rest(startedMs + quietMs * 0.9 - now())
  const roundTripMs = await roundTrips(url, ids[0] as string)
  const outcomes = (await waiting).flat()
  const { user, system } = process.cpuUsage(before.cpu)
  clients.forEach((client) => client.close())
  return {
    requests: requests - before.requests,
    completed: outcomes.filter(({ result }) => result === 'completed').length,
    delayMs: delays(outcomes, noticedMs),
    roundTripMs,
    heapBytes: heap,
    translationBytes,
    cpuMs: (user + system) / 1000 / ids.length,
    restingShare: resting,
  }
}

/** Waits for all at once; with long polls, which are for few jobs, one after another. */
async function waitWith(
  client: VideoTranslationClient,
  ids: string[],
  way: Way,
  options: WaitOptions,
): Promise<Outcome[]> {
  if (way !== 'long poll') return await client.waitMany(ids, options)
  const outcomes: Outcome[] = []
  for (const id of ids) outcomes.push(await client.wait(id, { ...options, settle: true }))
  return outcomes
}

/** The clock that all processes of a machine share, finer than a millisecond. */
function now(): number {
  return performance.timeOrigin + performance.now()
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Measured on copies of one translation, because keeping all would be most of the memory. */
async function sizeOfTranslations(client: VideoTranslationClient, ids: readonly string[]): Promise<number> {
  const text = JSON.stringify(await client.get(ids[0] as string))
  const before = heapBytes()
  const kept = Array.from({ length: 5000 }, () => JSON.parse(text) as unknown)
  return (heapBytes() - before) / kept.length
}

async function rest(ms: number): Promise<number> {
  const before = process.cpuUsage()
  const startedMs = now()
  await delay(ms)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / (now() - startedMs)
}

async function roundTrips(url: string, id: string): Promise<{ p50: number; p99: number }> {
  await using client = new VideoTranslationClient(url)
  const taken: number[] = []
  for (let i = 0; i < 100; i++) {
    const startedMs = now()
    await client.get(id)
    taken.push(now() - startedMs)
  }
  return { p50: at(taken, 0.5), p99: at(taken, 0.99) }
}

function delays(
  outcomes: readonly Outcome[],
  noticedMs: ReadonlyMap<string, number>,
): WaitFigures['delayMs'] {
  const all = outcomes.flatMap(({ id, translation }) => {
    const finishedMs = Date.parse(translation?.finishedAt ?? '')
    return Number.isNaN(finishedMs) ? [] : [(noticedMs.get(id) ?? Number.NaN) - finishedMs]
  })
  return { p50: at(all, 0.5), p95: at(all, 0.95), p99: at(all, 0.99), most: at(all, 1) }
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
