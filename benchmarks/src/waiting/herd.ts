import { VideoTranslationClient } from 'video-translation-client'
import type { Contender } from './contest.ts'
import { EXPECTED_WAIT } from './expected-wait.ts'
import { createJobServer } from './job-server.ts'
import { random } from './random.ts'
import { traceOf } from './rules.ts'
import { startVirtualTime } from './virtual-time.ts'

/** Status requests when many jobs are started together, in the tenth of a second that has most. */
export interface HerdRow {
  table: 'herd'
  contender: string
  jobs: number
  peak: number
  /** Leaving out the first second. */
  laterPeak: number
  /** In the ten minutes that were watched; no job ended. */
  requests: number
}

const JOBS = 1000
const WATCHED_SECONDS = 600
const WINDOW_MS = 100
const REQUEST = { source: 'https://example.com/talk.mp4', to: ['es'] }

/** The client's real scheduler, one for all jobs and one for each; the others as they were recorded or by their rule. */
export async function herd(contenders: readonly Contender[], seed: number): Promise<HerdRow[]> {
  const others = contenders.flatMap((contender) =>
    contender.replay ? [row(contender.name, instantsOf(contender, seed))] : [],
  )
  return [
    row('expected, one client for all', await together(seed)),
    row('expected, a client for each', await apart(seed)),
    ...others,
  ]
}

function instantsOf({ rule, replay }: Contender, seed: number): number[] {
  const { traces } = replay ?? { traces: [] }
  return Array.from({ length: JOBS }, (_, i) => {
    // With chance in it, each job draws its own.
    const trace =
      rule && traces.length > 1 ? traceOf(rule, random(seed + i), WATCHED_SECONDS) : traces[i % traces.length]
    return (trace ?? []).filter((at) => at < WATCHED_SECONDS).map((at) => at * 1000)
  }).flat()
}

async function together(seed: number): Promise<number[]> {
  const time = startVirtualTime(seed)
  const server = createJobServer(time.now)
  server.next({ seconds: Infinity })
  try {
    await using client = new VideoTranslationClient('https://translate.example.com', { fetch: server.fetch })
    const created = await Promise.all(Array.from({ length: JOBS }, async () => await client.create(REQUEST)))
    client
      .waitMany(
        created.map(({ id }) => id),
        { transport: 'polling', ...EXPECTED_WAIT.options },
      )
      .catch(() => {})
    await time.runUntil(WATCHED_SECONDS * 1000)
  } finally {
    time.stop()
  }
  return server.askedMs
}

async function apart(seed: number): Promise<number[]> {
  const time = startVirtualTime(seed)
  const server = createJobServer(time.now)
  server.next({ seconds: Infinity })
  const clients: VideoTranslationClient[] = []
  try {
    for (let i = 0; i < JOBS; i++) {
      const client = new VideoTranslationClient('https://translate.example.com', { fetch: server.fetch })
      clients.push(client)
      client.translate(REQUEST, { transport: 'polling', ...EXPECTED_WAIT.options }).catch(() => {})
    }
    await time.runUntil(WATCHED_SECONDS * 1000)
  } finally {
    clients.forEach((client) => client.close())
    time.stop()
  }
  return server.askedMs
}

function row(contender: string, askedMs: readonly number[]): HerdRow {
  return {
    table: 'herd',
    contender,
    jobs: JOBS,
    peak: peakOf(askedMs),
    laterPeak: peakOf(askedMs.filter((ms) => ms >= 1000)),
    requests: askedMs.length,
  }
}

function peakOf(askedMs: readonly number[]): number {
  const windows = new Map<number, number>()
  let peak = 0
  for (const ms of askedMs) {
    const window = Math.floor(ms / WINDOW_MS)
    const count = (windows.get(window) ?? 0) + 1
    windows.set(window, count)
    peak = Math.max(peak, count)
  }
  return peak
}
