import { isFinal } from 'video-translation-client'
import { describe, expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import { expectModest, expectTimely, HOUR_MS, MINUTE_MS, started } from './expectations.ts'
import { count, createHarness } from './harness.ts'

/** A start happens exactly once, because each may cost money. */
export function describeStarts<Request>(dialect: Dialect<Request>): void {
  const { repeatsCreate = true } = dialect.can

  it('each start makes one translation', async () => {
    await using harness = await createHarness(dialect, '1m')
    const { result: first } = await harness.end(harness.client.create(harness.request()), MINUTE_MS)
    expect(first).toMatchObject({ id: expect.stringMatching(/./), engine: expect.stringMatching(/./) })
    expect(isFinal(first!.status)).toBe(false)
    const jobs = harness.simulator.jobs.length
    expect(await started(harness)).not.toBe(first!.id)
    expect(harness.simulator.jobs).toHaveLength(2 * jobs)
  })

  it('translate starts and waits', async () => {
    await using harness = await createHarness(dialect, '3m')
    const end = await harness.end(harness.client.translate(harness.request()), HOUR_MS)
    expect(end).toMatchObject({ result: { status: 'completed' } })
    expectTimely(harness, end)
  })

  const counts = dialect.languages === 1 ? [1] : [1, 2]
  if (repeatsCreate)
    describe.each(counts)('languages: %i', (languages) => describeRepeats(dialect, languages))
  else describeLost(dialect)
}

/** For servers that recognise a repeated start, or can be searched. */
function describeRepeats<Request>(dialect: Dialect<Request>, languages: number): void {
  const { creates: route } = dialect

  it('a start with a lost response succeeds, without a second translation', async () => {
    const jobs = await usualJobs(dialect, languages)
    await using harness = await createHarness(dialect, '3m')
    harness.play([{ route, times: 1, fault: { kind: 'reset', at: 'done' } }])
    const id = await started(harness, languages)
    expect(harness.simulator.jobs).toHaveLength(jobs)
    const end = await harness.end(harness.client.wait(id), HOUR_MS)
    expect(end).toMatchObject({ result: { id, status: 'completed' } })
  })

  it('a start that loses every response makes no second translation', async () => {
    const jobs = await usualJobs(dialect, languages)
    await using harness = await createHarness(dialect, '3m')
    harness.play([{ route, fault: { kind: 'reset', at: 'done' } }])
    await harness.end(harness.client.create(harness.request(languages)).catch(String), HOUR_MS)
    expect(harness.simulator.jobs.length).toBeLessThanOrEqual(jobs)
    await expectModest(harness, dialect)
  })

  it('a start that never arrived is repeated', async () => {
    const jobs = await usualJobs(dialect, languages)
    await using harness = await createHarness(dialect, '3m')
    harness.play([{ route, times: 1, fault: { kind: 'reset', at: 'start' } }])
    await started(harness, languages)
    expect(harness.simulator.jobs).toHaveLength(jobs)
  })
}

/** For other servers: a lost start fails, and nothing is paid twice. */
function describeLost<Request>(dialect: Dialect<Request>): void {
  const { creates: route } = dialect

  it.each(['start', 'done'] as const)('a start that broke (%s) fails, and is not repeated', async (at) => {
    await using harness = await createHarness(dialect, '3m')
    harness.play([{ route, fault: { kind: 'reset', at } }])
    const { error } = await harness.end(harness.client.create(harness.request()), HOUR_MS)
    expect(error).toMatchObject({ name: 'ConnectionError' })
    expect(count(harness.requests, route)).toBe(1)
  })
}

/** The number of jobs that the server makes for one translation. */
async function usualJobs<Request>(dialect: Dialect<Request>, languages: number): Promise<number> {
  await using harness = await createHarness(dialect, '3m')
  await started(harness, languages)
  return harness.simulator.jobs.length
}
