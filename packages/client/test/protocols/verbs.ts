import { expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import { expectModest, expectTimely, HOUR_MS, MINUTE_MS, started } from './expectations.ts'
import { createHarness, type Exchange, type Harness } from './harness.ts'

/** The verbs for one translation. */
export function describeVerbs<Request>(dialect: Dialect<Request>): void {
  const { can, endings = {} } = dialect
  const canceled = endings.canceled ?? 'canceled'

  it('get returns the current state', async () => {
    await using harness = await createHarness(dialect, '3m')
    const id = await started(harness, 2)
    await harness.time.pass(90_000)
    const { result } = await harness.end(harness.client.get(id), MINUTE_MS)
    expect(result).toMatchObject({ id, status: expect.stringMatching(/^(pending|running)$/) })
    if (can.progress) expect(result?.progress).toBeCloseTo(0.5, 1)
    await harness.time.pass(2 * MINUTE_MS)
    expect(await harness.end(harness.client.get(id), MINUTE_MS)).toMatchObject({
      result: { status: 'completed' },
    })
  })

  it(`a translation that is canceled on the server ends the wait as ${canceled}`, async () => {
    await using harness = await createHarness(dialect, '10m')
    const waiting = harness.client.wait(await started(harness), { settle: true })
    await harness.time.pass(MINUTE_MS)
    harness.backend.jobs.list().forEach(harness.backend.jobs.cancel)
    const end = await harness.end(waiting, HOUR_MS)
    expect(end.result?.result).toBe(canceled)
    expectTimely(harness, end, 5 * MINUTE_MS)
  })

  it(can.cancel ? 'cancel ends the wait' : 'cancel is refused', async () => {
    await using harness = await createHarness(dialect, '10m')
    const id = await started(harness)
    const waiting = harness.client.wait(id, { settle: true })
    await harness.time.pass(MINUTE_MS)
    const { error } = await harness.end(harness.client.cancel(id), MINUTE_MS)
    if (!can.cancel) return expectUnsupported(harness, error)
    expect(error).toBeUndefined()
    expect((await harness.end(waiting, HOUR_MS)).result?.result).toBe(canceled)
  })

  it(can.delete ? 'delete can be repeated' : 'delete is refused', async () => {
    await using harness = await createHarness(dialect, '1m')
    const id = await started(harness, 2)
    await harness.time.pass(2 * MINUTE_MS)
    const { error } = await harness.end(harness.client.delete(id), MINUTE_MS)
    if (!can.delete) return expectUnsupported(harness, error)
    expect(error).toBeUndefined()
    expect(harness.simulator.jobs).toHaveLength(0)
    expect((await harness.end(harness.client.delete(id), MINUTE_MS)).error).toBeUndefined()
  })

  it('another client continues a wait that timed out, from its token', async () => {
    await using harness = await createHarness(dialect, '10m')
    const id = await started(harness, 2)
    const { error } = await harness.end(harness.client.wait(id, { timeoutMs: MINUTE_MS }), HOUR_MS)
    expect(error).toMatchObject({ code: 'timeout', resumeToken: { ids: [id] } })
    const { resumeToken } = error as { resumeToken: object }
    const token = JSON.stringify(resumeToken)
    const end = await harness.end(harness.connect().resume(token), HOUR_MS)
    expect(end.result).toMatchObject({ id, status: 'completed' })
    expectTimely(harness, end)
  })

  it('an abort ends a wait at once, and leaves the translation alone', async () => {
    await using harness = await createHarness(dialect, '10m')
    const id = await started(harness)
    const abort = new AbortController()
    const waiting = harness.end(harness.client.wait(id, { signal: abort.signal }), HOUR_MS)
    setTimeout(() => abort.abort('enough'), MINUTE_MS)
    const { error, atMs } = await waiting
    expect(error).toBe('enough')
    expect(atMs).toBeLessThan(harness.jobsEndMs())
    await expectModest(harness, dialect)
    expect(await harness.end(harness.client.get(id), MINUTE_MS)).toMatchObject({
      result: { status: 'completed' },
    })
  })

  it('a client that polls too often waits as long as the server asks', async () => {
    await using harness = await createHarness(dialect, 'rate-limited; duration=5m')
    const id = await started(harness)
    const end = await harness.end(harness.client.wait(id, { schedule: 'fixed', minDelayMs: 1_000 }), HOUR_MS)
    expect(end.result).toMatchObject({ status: 'completed' })
    expectTimely(harness, end)
    expect(tooSoon(harness.requests)).toEqual([])
  })
}

function expectUnsupported<Request>({ simulator }: Harness<Request>, error: unknown): void {
  expect(error).toMatchObject({ name: 'VideoTranslationError', code: 'not_supported' })
  expect(simulator.jobs.length).toBeGreaterThan(0)
}

/** The requests that came before the time of an earlier `Retry-After`. */
function tooSoon(requests: readonly Exchange[]): Exchange[] {
  let notBeforeMs = 0
  return requests.filter(({ atMs, retryAfterMs }) => {
    const isEarly = atMs < notBeforeMs
    if (retryAfterMs !== undefined) notBeforeMs = atMs + retryAfterMs
    return isEarly
  })
}
