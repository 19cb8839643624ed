import { VideoTranslationClient } from 'video-translation-client'
import { type ShapeName, status, type StatusRequest } from 'video-translation-client/protocols/status'
import { describe, expect, it } from 'vitest'
import { describeProtocol, type Dialect } from './conformance.ts'
import { expectModest, expectTimely, HOUR_MS, MINUTE_MS } from './expectations.ts'
import { count, createHarness } from './harness.ts'

const SERVER = 'http://status.example'

function dialect(shape: ShapeName, more: Partial<Dialect<StatusRequest>>): Dialect<StatusRequest> {
  return {
    name: `status (${shape})`,
    face: 'status',
    connect: (options) => new VideoTranslationClient(SERVER, { protocol: status({ shape }), ...options }),
    request: ([to]) => ({ from: 'en', to: to! }),
    creates: '',
    languages: 1,
    endings: { canceled: 'error' },
    can: { progress: true },
    ...more,
  }
}

describeProtocol(dialect('start', { creates: 'POST /start' }))
describeProtocol(
  dialect('translate', { creates: 'POST /translate', can: { progress: true, repeatsCreate: false } }),
)
describeProtocol(
  dialect('create_job', {
    creates: 'POST /create_job',
    connect: (options) =>
      new VideoTranslationClient(SERVER, {
        protocol: status({ shape: 'create_job', cancel: 'POST /job/{id}/cancel' }),
        ...options,
      }),
    can: { progress: true, cancel: true, repeatsCreate: false },
  }),
)

describe('the protocol status (single)', () => {
  const single = dialect('single', {})

  it.each([
    ['3m', 'completed'],
    ['fails-late; duration=3m', 'error'],
    ['flaky; duration=3m', 'completed'],
    ['rate-limited; duration=3m', 'completed'],
    ['unknown-status; duration=3m', 'completed'],
    ['truncated-answers; duration=3m', 'completed'],
  ])('the only job of a server (%s) ends as %s', async (scenario, result) => {
    await using harness = await createHarness(single, scenario)
    const end = await harness.end(harness.client.wait('video', { settle: true }), HOUR_MS)
    expect(end.result).toMatchObject({ id: 'video', result })
    expectTimely(harness, end)
    await expectModest(harness, single)
  })

  it('starts another job for a request long after the end', async () => {
    await using harness = await createHarness(single, '1m')
    const seen = new Set<unknown>()
    for (const jobs of [1, 2]) {
      const end = await harness.end(harness.client.wait('video'), HOUR_MS)
      expect(end).toMatchObject({ result: { status: 'completed' } })
      expect(seen.add(harness.simulator.jobs[0]).size).toBe(jobs)
      expectTimely(harness, end)
      await harness.time.pass(MINUTE_MS)
    }
  })
})

it('a repeated reference is the same job while it runs', async () => {
  await using harness = await createHarness(dialect('start', { creates: 'POST /start' }), '1m')
  for (const _ of [1, 2]) {
    const { result } = await harness.end(harness.client.create({ reference: 'talk-1' }), MINUTE_MS)
    expect(result).toMatchObject({ id: 'talk-1', reference: 'talk-1', status: 'pending' })
  }
  expect(harness.simulator.jobs).toHaveLength(1)
})

it.each([
  ['2s', 2_000, 1],
  // Its progress shows how much remains.
  ['1m', 5_000, 6],
])('the end of a job of %s is noticed soon, with few polls', async (duration, lateMs, polls) => {
  await using harness = await createHarness(dialect('start', { creates: 'POST /start' }), duration)
  const { atMs } = await harness.end(harness.client.translate({ reference: 'talk-1' }), HOUR_MS)
  expect(atMs - harness.jobsEndMs()).toBeLessThan(lateMs)
  expect(count(harness.requests, 'GET /status')).toBeLessThanOrEqual(polls)
})
