import { expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import { expectModest, expectTimely, HOUR_MS, MINUTE_MS, started } from './expectations.ts'
import { createHarness, type Harness } from './harness.ts'

const AT_ONCE_MS = 5_000
// The interval of a wait's safety polls with `transport: 'notify'`.
const SAFETY_MS = 3 * MINUTE_MS

/** Notifications and webhooks. They only make the client poll. */
export function describeNotifications<Request>(dialect: Dialect<Request>): void {
  it('a notification makes the client poll at once', async () => {
    await using harness = await createHarness(dialect, 'lost-webhooks; duration=5m')
    const id = await started(harness)
    const waiting = harness.client.wait(id, { settle: true, transport: 'notify' })
    await harness.time.pass(harness.jobsEndMs() - harness.simulator.clock.nowMs())
    expect(harness.client.notify({ id })).toBe(true)
    const end = await harness.end(waiting, HOUR_MS)
    expect(end.result?.result).toBe('completed')
    expectTimely(harness, end, AT_ONCE_MS)
  })

  it('a wrong notification does not end a wait', async () => {
    await using harness = await createHarness(dialect, '5m')
    const id = await started(harness)
    const waiting = harness.client.wait(id, { settle: true, transport: 'notify' })
    await harness.time.pass(MINUTE_MS)
    expect(harness.client.notify({ id })).toBe(true)
    expectTimely(harness, await harness.end(waiting, HOUR_MS), SAFETY_MS)
    await expectModest(harness, dialect)
  })

  if (!dialect.notificationIn) return
  it.each([
    ['one webhook', '5m', 1],
    ['a webhook that comes twice', 'duplicate-webhooks; duration=5m', 2],
  ])('%s reports the end', async (_, scenario, copies) => {
    await using harness = await createHarness(dialect, scenario)
    const end = await harness.end(waitByWebhooks(harness), HOUR_MS)
    expect(end.result?.result).toBe('completed')
    expectTimely(harness, end, AT_ONCE_MS)
    await expectModest(harness, dialect)
    expect(harness.notified).toContain(true)
    expect(harness.notified.length).toBeGreaterThanOrEqual(copies)
  })

  it('a lost webhook only delays the end', async () => {
    await using harness = await createHarness(dialect, 'lost-webhooks; duration=5m')
    const end = await harness.end(waitByWebhooks(harness), HOUR_MS)
    expect(end.result?.result).toBe('completed')
    expect(harness.notified).toEqual([])
    expectTimely(harness, end, SAFETY_MS)
  })
}

async function waitByWebhooks<Request>({ client, request }: Harness<Request>) {
  const { id } = await client.create(request())
  return await client.wait(id, { settle: true, transport: 'notify' })
}
