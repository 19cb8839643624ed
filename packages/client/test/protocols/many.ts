import { isFinal } from 'video-translation-client'
import { expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import { expectGone, expectModest, expectTimely, HOUR_MS, MINUTE_MS, started } from './expectations.ts'
import { createHarness, type Harness } from './harness.ts'

const COUNT = 12

/** Verbs for several translations at once. */
export function describeMany<Request>(dialect: Dialect<Request>): void {
  it('getMany returns each translation, even if one is unknown', async () => {
    await using harness = await createHarness(dialect, '1m')
    const ids = await startMany(harness, 3)
    await harness.time.pass(2 * MINUTE_MS)
    const { unknownId = 'nobody-has-this-id' } = dialect
    const [first, missing, ...others] = await got(harness, [ids[0]!, unknownId, ids[1]!, ids[2]!])
    expectGone(missing)
    expect([first, ...others]).toMatchObject(ids.map((id) => ({ id, result: 'completed' })))
  })

  it(`waitMany notices the end of each of ${COUNT}`, async () => {
    await using harness = await createHarness(dialect, { durationMs: 'uniform:1m,5m' })
    const ids = await startMany(harness, COUNT)
    const before = harness.requests.length
    const end = await harness.end(harness.client.waitMany(ids), HOUR_MS)
    expect(end.result).toMatchObject(ids.map((id) => ({ id, result: 'completed' })))
    expectTimely(harness, end)
    if (dialect.can.bulk) expect(harness.requests.length - before).toBeLessThanOrEqual(90)
    await expectModest(harness, dialect, COUNT)
  })

  it('watch reports each change of several translations once and in order', async () => {
    await using harness = await createHarness(dialect, { durationMs: 'uniform:1m,5m' })
    const ids = await startMany(harness, 3)
    const versions = new Map(ids.map((id): [string, number[]] => [id, []]))
    const ended: string[] = []
    const watching = (async () => {
      for await (const { id, version, status } of harness.client.watch(ids)) {
        versions.get(id)?.push(version)
        if (isFinal(status)) ended.push(id)
      }
    })()
    const end = await harness.end(watching, HOUR_MS)
    expect(end.error).toBeUndefined()
    expectTimely(harness, end)
    expect(ended.toSorted()).toEqual(ids.toSorted())
    for (const reported of versions.values())
      expect(reported).toEqual([...new Set(reported)].toSorted((one, other) => one - other))
  })

  const { list } = dialect.can
  it(list ? 'list returns all translations, page by page, newest first' : 'list is refused', async () => {
    await using harness = await createHarness(dialect, '1m')
    const ids = await startMany(harness, 3)
    const { result, error } = await harness.end(all(harness.client.list({ limit: 2 })), MINUTE_MS)
    if (list) expect(result?.map(({ id }) => id)).toEqual(ids.toReversed())
    else expect(error).toMatchObject({ code: 'not_supported' })
  })
}

/** Starts translations a second apart, so that their order is clear. */
async function startMany<Request>(harness: Harness<Request>, count: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    ids.push(await started(harness))
    await harness.time.pass(1_000)
  }
  return ids
}

async function got<Request>(harness: Harness<Request>, ids: string[]) {
  const { result = [] } = await harness.end(harness.client.getMany(ids, { concurrency: Infinity }), MINUTE_MS)
  return result
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of list) items.push(item)
  return items
}
