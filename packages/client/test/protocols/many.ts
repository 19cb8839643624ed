import { isFinal } from 'video-translation-client'
import { expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import { expectGone, expectModest, expectTimely, HOUR_MS, MINUTE_MS, started } from './expectations.ts'
import { createStage, type Stage } from './stage.ts'

const COUNT = 12

/** Verbs for several translations at once. */
export function describeMany<Request>(dialect: Dialect<Request>): void {
  it('getMany tells of each, and one that is not there hides no other', async () => {
    await using stage = await createStage(dialect, '1m')
    const ids = await startMany(stage, 3)
    await stage.time.pass(2 * MINUTE_MS)
    const { unknownId = 'nobody-has-this-id' } = dialect
    const [first, missing, ...others] = await got(stage, [ids[0]!, unknownId, ids[1]!, ids[2]!])
    expectGone(missing)
    expect([first, ...others]).toMatchObject(ids.map((id) => ({ id, result: 'completed' })))
  })

  it(`waitMany notices the end of each of ${COUNT}`, async () => {
    await using stage = await createStage(dialect, { durationMs: 'uniform:1m,5m' })
    const ids = await startMany(stage, COUNT)
    const before = stage.requests.length
    const end = await stage.end(stage.client.waitMany(ids), HOUR_MS)
    expect(end.result).toMatchObject(ids.map((id) => ({ id, result: 'completed' })))
    expectTimely(stage, end)
    if (dialect.can.bulk) expect(stage.requests.length - before).toBeLessThanOrEqual(90)
    await expectModest(stage, dialect, COUNT)
  })

  it('watch tells every change of several once, in order, up to the end', async () => {
    await using stage = await createStage(dialect, { durationMs: 'uniform:1m,5m' })
    const ids = await startMany(stage, 3)
    const versions = new Map(ids.map((id): [string, number[]] => [id, []]))
    const ended: string[] = []
    const watching = (async () => {
      for await (const { id, version, status } of stage.client.watch(ids)) {
        versions.get(id)?.push(version)
        if (isFinal(status)) ended.push(id)
      }
    })()
    const end = await stage.end(watching, HOUR_MS)
    expect(end.error).toBeUndefined()
    expectTimely(stage, end)
    expect(ended.toSorted()).toEqual(ids.toSorted())
    for (const told of versions.values())
      expect(told).toEqual([...new Set(told)].toSorted((one, other) => one - other))
  })

  const { list } = dialect.can
  it(
    list ? 'list has them all, page by page, newest first' : 'there is no list, which the client says',
    async () => {
      await using stage = await createStage(dialect, '1m')
      const ids = await startMany(stage, 3)
      const { result, error } = await stage.end(all(stage.client.list({ limit: 2 })), MINUTE_MS)
      if (list) expect(result?.map(({ id }) => id)).toEqual(ids.toReversed())
      else expect(error).toMatchObject({ code: 'not_supported' })
    },
  )
}

/** A second apart, so that it is plain which is newer. */
async function startMany<Request>(stage: Stage<Request>, count: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    ids.push(await started(stage))
    await stage.time.pass(1_000)
  }
  return ids
}

async function got<Request>(stage: Stage<Request>, ids: string[]) {
  const { result = [] } = await stage.end(stage.client.getMany(ids, { concurrency: Infinity }), MINUTE_MS)
  return result
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of list) items.push(item)
  return items
}
