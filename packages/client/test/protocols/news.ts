import { expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import { expectModest, expectTimely, HOUR_MS, MINUTE_MS, started } from './expectations.ts'
import { createStage, type Stage } from './stage.ts'

const AT_ONCE_MS = 5_000
// Safety polls of a wait that relies on what it is told: see the client's `safetyDelayMs`.
const SAFETY_MS = 3 * MINUTE_MS

/** What comes by itself: hints and webhooks. They only make the client ask. */
export function describeNews<Request>(dialect: Dialect<Request>): void {
  it('whoever says that something happened makes the client ask at once', async () => {
    await using stage = await createStage(dialect, 'lost-webhooks; duration=5m')
    const id = await started(stage)
    const waiting = stage.client.wait(id, { settle: true, transport: 'notify' })
    await stage.time.pass(stage.jobsEndMs() - stage.simulator.clock.nowMs())
    expect(stage.client.notify({ id })).toBe(true)
    const end = await stage.end(waiting, HOUR_MS)
    expect(end.result?.result).toBe('completed')
    expectTimely(stage, end, AT_ONCE_MS)
  })

  it('a hint that is wrong ends nothing', async () => {
    await using stage = await createStage(dialect, '5m')
    const id = await started(stage)
    const waiting = stage.client.wait(id, { settle: true, transport: 'notify' })
    await stage.time.pass(MINUTE_MS)
    expect(stage.client.notify({ id })).toBe(true)
    expectTimely(stage, await stage.end(waiting, HOUR_MS), SAFETY_MS)
    await expectModest(stage, dialect)
  })

  if (!dialect.hintIn) return
  it.each([
    ['one webhook', '5m', 1],
    ['a webhook that comes twice', 'duplicate-webhooks; duration=5m', 2],
  ])('%s tells of the end', async (_, scenario, copies) => {
    await using stage = await createStage(dialect, scenario)
    const end = await stage.end(waitByWebhooks(stage), HOUR_MS)
    expect(end.result?.result).toBe('completed')
    expectTimely(stage, end, AT_ONCE_MS)
    await expectModest(stage, dialect)
    expect(stage.notified).toContain(true)
    expect(stage.notified.length).toBeGreaterThanOrEqual(copies)
  })

  it('a webhook that never comes delays the end, and no more than that', async () => {
    await using stage = await createStage(dialect, 'lost-webhooks; duration=5m')
    const end = await stage.end(waitByWebhooks(stage), HOUR_MS)
    expect(end.result?.result).toBe('completed')
    expect(stage.notified).toEqual([])
    expectTimely(stage, end, SAFETY_MS)
  })
}

async function waitByWebhooks<Request>({ client, request }: Stage<Request>) {
  const { id } = await client.create(request())
  return await client.wait(id, { settle: true, transport: 'notify' })
}
