import { expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import { expectModest, expectTimely, HOUR_MS, MINUTE_MS, started } from './expectations.ts'
import { createStage, type Exchange, type Stage } from './stage.ts'

/** The verbs for one translation. */
export function describeVerbs<Request>(dialect: Dialect<Request>): void {
  const { can, endings = {} } = dialect
  const canceled = endings.canceled ?? 'canceled'

  it('get tells how it stands', async () => {
    await using stage = await createStage(dialect, '3m')
    const id = await started(stage, 2)
    await stage.time.pass(90_000)
    const { result } = await stage.end(stage.client.get(id), MINUTE_MS)
    expect(result).toMatchObject({ id, status: expect.stringMatching(/^(pending|running)$/) })
    if (can.progress) expect(result?.progress).toBeCloseTo(0.5, 1)
    await stage.time.pass(2 * MINUTE_MS)
    expect(await stage.end(stage.client.get(id), MINUTE_MS)).toMatchObject({
      result: { status: 'completed' },
    })
  })

  it(`one that is canceled on the server ends the wait as ${canceled}`, async () => {
    await using stage = await createStage(dialect, '10m')
    const waiting = stage.client.wait(await started(stage), { settle: true })
    await stage.time.pass(MINUTE_MS)
    stage.backend.jobs.list().forEach(stage.backend.jobs.cancel)
    const end = await stage.end(waiting, HOUR_MS)
    expect(end.result?.result).toBe(canceled)
    expectTimely(stage, end, 5 * MINUTE_MS)
  })

  it(can.cancel ? 'cancel ends the wait' : 'there is no cancel, which the client says', async () => {
    await using stage = await createStage(dialect, '10m')
    const id = await started(stage)
    const waiting = stage.client.wait(id, { settle: true })
    await stage.time.pass(MINUTE_MS)
    const { error } = await stage.end(stage.client.cancel(id), MINUTE_MS)
    if (!can.cancel) return expectUnsupported(stage, error)
    expect(error).toBeUndefined()
    expect((await stage.end(waiting, HOUR_MS)).result?.result).toBe(canceled)
  })

  it(can.delete ? 'delete can be repeated' : 'there is no delete, which the client says', async () => {
    await using stage = await createStage(dialect, '1m')
    const id = await started(stage, 2)
    await stage.time.pass(2 * MINUTE_MS)
    const { error } = await stage.end(stage.client.delete(id), MINUTE_MS)
    if (!can.delete) return expectUnsupported(stage, error)
    expect(error).toBeUndefined()
    expect(stage.simulator.jobs).toHaveLength(0)
    expect((await stage.end(stage.client.delete(id), MINUTE_MS)).error).toBeUndefined()
  })

  it('a wait that ran out of time is gone on with by another client, from its token', async () => {
    await using stage = await createStage(dialect, '10m')
    const id = await started(stage, 2)
    const { error } = await stage.end(stage.client.wait(id, { timeoutMs: MINUTE_MS }), HOUR_MS)
    expect(error).toMatchObject({ code: 'timeout', resumeToken: { ids: [id] } })
    const { resumeToken } = error as { resumeToken: object }
    const token = JSON.stringify(resumeToken)
    const end = await stage.end(stage.connect().resume(token), HOUR_MS)
    expect(end.result).toMatchObject({ id, status: 'completed' })
    expectTimely(stage, end)
  })

  it('an abort ends a wait at once, and leaves the translation alone', async () => {
    await using stage = await createStage(dialect, '10m')
    const id = await started(stage)
    const abort = new AbortController()
    const waiting = stage.end(stage.client.wait(id, { signal: abort.signal }), HOUR_MS)
    setTimeout(() => abort.abort('enough'), MINUTE_MS)
    const { error, atMs } = await waiting
    expect(error).toBe('enough')
    expect(atMs).toBeLessThan(stage.jobsEndMs())
    await expectModest(stage, dialect)
    expect(await stage.end(stage.client.get(id), MINUTE_MS)).toMatchObject({
      result: { status: 'completed' },
    })
  })

  it('polling too often, it waits as long as the server asks', async () => {
    await using stage = await createStage(dialect, 'rate-limited; duration=5m')
    const id = await started(stage)
    const end = await stage.end(stage.client.wait(id, { schedule: 'fixed', minDelayMs: 1_000 }), HOUR_MS)
    expect(end.result).toMatchObject({ status: 'completed' })
    expectTimely(stage, end)
    expect(tooSoon(stage.requests)).toEqual([])
  })
}

function expectUnsupported<Request>({ simulator }: Stage<Request>, error: unknown): void {
  expect(error).toMatchObject({ name: 'VideoTranslationError', code: 'not_supported' })
  expect(simulator.jobs.length).toBeGreaterThan(0)
}

/** Requests made before the time that a refusal of an earlier one had asked for. */
function tooSoon(requests: readonly Exchange[]): Exchange[] {
  let notBeforeMs = 0
  return requests.filter(({ atMs, retryAfterMs }) => {
    const isEarly = atMs < notBeforeMs
    if (retryAfterMs !== undefined) notBeforeMs = atMs + retryAfterMs
    return isEarly
  })
}
