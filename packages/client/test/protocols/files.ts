import { describe, expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import { HOUR_MS, MINUTE_MS, started } from './expectations.ts'
import { createStage, type Stage } from './stage.ts'

/** What a completed translation has to offer, by URLs that are signed and expire. */
export function describeFiles<Request>(dialect: Dialect<Request>): void {
  if (!dialect.can.artifacts) return

  it.each(['completed-without-url', 'expiring-urls', '3m'])('files can be had (%s)', async (scenario) => {
    await using stage = await createStage(dialect, `${scenario}; duration=3m`.replace('3m; ', ''))
    const { id, names } = await completed(stage)
    expect(names).not.toEqual([])
    for (const name of names) expect(await downloaded(stage, id, name)).toBeGreaterThan(0)
  })

  it('files that never get a URL do not keep a wait for ever', async () => {
    await using stage = await createStage(dialect, { durationMs: '3m', urlAfterLooks: 1_000_000 })
    const waiting = stage.client.wait(await started(stage), { settle: true })
    expect((await stage.end(waiting, HOUR_MS)).result?.result).toBe('completed')
  })

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

async function completed<Request>(stage: Stage<Request>): Promise<{ id: string; names: string[] }> {
  const id = await started(stage, 2)
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
