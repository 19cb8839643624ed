import { describe, expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import { HOUR_MS, LATE_MS, MINUTE_MS, started } from './expectations.ts'
import { createStage, type Exchange, type Stage } from './stage.ts'

/** So long a URL may be missing before a job counts as completed without it. */
const PATIENCE_MS = 10 * MINUTE_MS

/** What a completed translation has to offer, by URLs that are signed and expire. */
export function describeFiles<Request>(dialect: Dialect<Request>): void {
  if (!dialect.can.artifacts) return

  it.each(['completed-without-url', 'expiring-urls', '3m'])('files can be had (%s)', async (scenario) => {
    await using stage = await createStage(dialect, `${scenario}; duration=3m`.replace('3m; ', ''))
    const { id, names } = await completed(stage)
    expect(names).not.toEqual([])
    for (const name of names) expect(await downloaded(stage, id, name)).toBeGreaterThan(0)
  })

  it('files have the names that they had, each another one, for whoever has the id alone', async () => {
    await using stage = await createStage(dialect, '3m')
    const { id, names } = await completed(stage)
    expect(new Set(names).size).toBe(names.length)
    const other = { ...stage, client: stage.connect() }
    expect((await completed(other, id)).names).toEqual(names)
    for (const name of names) expect(await downloaded(other, id, name)).toBeGreaterThan(0)
  })

  it('files that never get a URL do not keep a wait for ever, nor is it asked for them all the time', async () => {
    await using stage = await createStage(dialect, { durationMs: '3m', urlAfterLooks: 1_000_000 })
    const { result, atMs } = await ended(stage)
    expect(result).toBe('completed')
    expect(atMs - stage.jobsEndMs()).toBeLessThan(PATIENCE_MS + LATE_MS)
    expect(looksAfterEnd(stage).length).toBeLessThanOrEqual(35 * (dialect.requestsPerLook ?? 1))
  })

  it.each(['3m', '20m'])(
    'a URL that comes soon after the end of a job of %s is soon seen',
    async (duration) => {
      await using stage = await createStage(dialect, {
        durationMs: duration,
        urlAfterLooks: 2,
        webhookCopies: 0,
      })
      const { result, atMs } = await ended(stage)
      expect(result).toBe('completed')
      // Two more looks, and not as far apart as while the job ran.
      const [first] = looksAfterEnd(stage)
      expect(atMs - (first?.atMs ?? atMs)).toBeLessThan(15_000)
    },
  )

  describe('a URL that expires before it is used', () => {
    it('is asked for anew', async () => {
      await using stage = await createStage(dialect, 'expiring-urls; duration=3m')
      const { id, names } = await completed(stage)
      stage.play([
        { route: 'GET /_files/*/*/*', times: 1, fault: { kind: 'slow', part: 'headers', ms: 5_000 } },
      ])
      expect(await downloaded(stage, id, names[0]!)).toBeGreaterThan(0)
      const files = stage.requests.filter(({ route }) => route.startsWith('GET /_files/'))
      expect(files.map(({ status }) => status)).toEqual([403, 200])
    })
  })
}

async function ended<Request>(stage: Stage<Request>): Promise<{ result: string | undefined; atMs: number }> {
  const waiting = stage.client.wait(await started(stage), { settle: true })
  const { result, atMs } = await stage.end(waiting, HOUR_MS)
  return { result: result?.result, atMs }
}

function looksAfterEnd<Request>({ requests, jobsEndMs }: Stage<Request>): Exchange[] {
  return requests.filter(({ atMs }) => atMs >= jobsEndMs())
}

async function completed<Request>(
  stage: Stage<Request>,
  known?: string,
): Promise<{ id: string; names: string[] }> {
  const id = known ?? (await started(stage, 2))
  const { result, error } = await stage.end(stage.client.wait(id), HOUR_MS)
  if (!result) throw error
  const all = [...result.artifacts, ...result.targets.flatMap(({ artifacts }) => artifacts)]
  return { id, names: all.map(({ name }) => name) }
}

/** How many bytes came. */
async function downloaded<Request>(stage: Stage<Request>, id: string, name: string): Promise<number> {
  const whole = stage.client.download(id, name).then((file) => file.blob())
  const { result, error } = await stage.end(whole, MINUTE_MS)
  if (!result) throw error
  return result.size
}
