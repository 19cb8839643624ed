import { VideoTranslationClient } from 'video-translation-client'
import { EXPECTED_WAIT } from './client-waits.ts'
import { createJobServer } from './job-server.ts'
import { startVirtualTime } from './virtual-time.ts'

/** Status requests of `expected` when many jobs start together and none ends. */
export interface HerdRow {
  table: 'herd'
  contender: string
  jobs: number
  /** Most requests in a tenth of a second. */
  peak: number
  /** The same without the first second. */
  laterPeak: number
  /** In ten minutes. */
  requests: number
}

const JOBS = 1000
const WATCHED_MS = 600_000
const WINDOW_MS = 100
const SERVER = 'https://translate.example.com'
const REQUEST = { source: 'https://example.com/talk.mp4', to: ['es'] }
const WAIT = { transport: 'polling', ...EXPECTED_WAIT.options } as const

/** Measures the client's real scheduler: one client for all jobs, and a client for each. */
export async function herd(seed: number): Promise<HerdRow[]> {
  return [
    row('expected, one client for all', await watch(1, seed)),
    row('expected, a client for each', await watch(JOBS, seed)),
  ]
}

async function watch(clientCount: number, seed: number): Promise<readonly number[]> {
  const time = startVirtualTime(seed)
  const server = createJobServer(time.now)
  server.next({ seconds: Infinity })
  const clients = Array.from(
    { length: clientCount },
    () => new VideoTranslationClient(SERVER, { fetch: server.fetch }),
  )
  try {
    for (const client of clients) waitForShare(client, JOBS / clientCount).catch(() => {})
    await time.runUntil(WATCHED_MS)
  } finally {
    clients.forEach((client) => client.close())
    time.stop()
  }
  return server.askedMs
}

async function waitForShare(client: VideoTranslationClient, jobs: number): Promise<void> {
  if (jobs === 1) return void (await client.translate(REQUEST, WAIT))
  const created = await Promise.all(Array.from({ length: jobs }, () => client.create(REQUEST)))
  await client.waitMany(
    created.map(({ id }) => id),
    WAIT,
  )
}

function row(contender: string, askedMs: readonly number[]): HerdRow {
  const laterPeak = peakOf(askedMs.filter((ms) => ms >= 1000))
  return { table: 'herd', contender, jobs: JOBS, peak: peakOf(askedMs), laterPeak, requests: askedMs.length }
}

function peakOf(askedMs: readonly number[]): number {
  const windows = Map.groupBy(askedMs, (ms) => Math.floor(ms / WINDOW_MS))
  return Math.max(0, ...[...windows.values()].map((requests) => requests.length))
}
