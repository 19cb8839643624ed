import { describe, expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import { HOUR_MS, LATE_MS, MINUTE_MS, started } from './expectations.ts'
import { createHarness, type Exchange, type Harness } from './harness.ts'

/** A job counts as completed if its URL is missing for this long. */
const URL_LIMIT_MS = 10 * MINUTE_MS

/** The files of a completed translation, with signed URLs that expire. */
export function describeFiles<Request>(dialect: Dialect<Request>): void {
  if (!dialect.can.artifacts) return

  it.each(['completed-without-url', 'expiring-urls', '3m'])(
    'files can be downloaded (%s)',
    async (scenario) => {
      await using harness = await createHarness(dialect, `${scenario}; duration=3m`.replace('3m; ', ''))
      const { id, names } = await completed(harness)
      expect(names).not.toEqual([])
      for (const name of names) expect(await downloaded(harness, id, name)).toBeGreaterThan(0)
    },
  )

  it('files keep their unique names for a client that only has the id', async () => {
    await using harness = await createHarness(dialect, '3m')
    const { id, names } = await completed(harness)
    expect(new Set(names).size).toBe(names.length)
    const other = { ...harness, client: harness.connect() }
    expect((await completed(other, id)).names).toEqual(names)
    for (const name of names) expect(await downloaded(other, id, name)).toBeGreaterThan(0)
  })

  it('files that never get a URL end a wait eventually, with few requests', async () => {
    await using harness = await createHarness(dialect, {
      durationMs: '3m',
      urlAfterStatusRequests: 1_000_000,
    })
    const { result, atMs } = await ended(harness)
    expect(result).toBe('completed')
    expect(atMs - harness.jobsEndMs()).toBeLessThan(URL_LIMIT_MS + LATE_MS)
    expect(pollsAfterEnd(harness).length).toBeLessThanOrEqual(35 * (dialect.requestsPerPoll ?? 1))
  })

  it.each(['3m', '20m'])(
    'a URL that appears soon after the end of a job of %s is noticed soon',
    async (duration) => {
      await using harness = await createHarness(dialect, {
        durationMs: duration,
        urlAfterStatusRequests: 2,
        webhookCopies: 0,
      })
      const { result, atMs } = await ended(harness)
      expect(result).toBe('completed')
      // Two more polls, closer together than while the job ran.
      const [first] = pollsAfterEnd(harness)
      expect(atMs - (first?.atMs ?? atMs)).toBeLessThan(15_000)
    },
  )

  describe('a URL that expires before it is used', () => {
    it('is requested again', async () => {
      await using harness = await createHarness(dialect, 'expiring-urls; duration=3m')
      const { id, names } = await completed(harness)
      harness.play([
        { route: 'GET /_files/*/*/*', times: 1, fault: { kind: 'slow', part: 'headers', ms: 5_000 } },
      ])
      expect(await downloaded(harness, id, names[0]!)).toBeGreaterThan(0)
      const files = harness.requests.filter(({ route }) => route.startsWith('GET /_files/'))
      expect(files.map(({ status }) => status)).toEqual([403, 200])
    })
  })
}

async function ended<Request>(
  harness: Harness<Request>,
): Promise<{ result: string | undefined; atMs: number }> {
  const waiting = harness.client.wait(await started(harness), { settle: true })
  const { result, atMs } = await harness.end(waiting, HOUR_MS)
  return { result: result?.result, atMs }
}

function pollsAfterEnd<Request>({ requests, jobsEndMs }: Harness<Request>): Exchange[] {
  return requests.filter(({ atMs }) => atMs >= jobsEndMs())
}

async function completed<Request>(
  harness: Harness<Request>,
  known?: string,
): Promise<{ id: string; names: string[] }> {
  const id = known ?? (await started(harness, 2))
  const { result, error } = await harness.end(harness.client.wait(id), HOUR_MS)
  if (!result) throw error
  const all = [...result.artifacts, ...result.targets.flatMap(({ artifacts }) => artifacts)]
  return { id, names: all.map(({ name }) => name) }
}

/** Returns the number of bytes. */
async function downloaded<Request>(harness: Harness<Request>, id: string, name: string): Promise<number> {
  const whole = harness.client.download(id, name).then((file) => file.blob())
  const { result, error } = await harness.end(whole, MINUTE_MS)
  if (!result) throw error
  return result.size
}
