import { isFinal } from 'video-translation-client'
import { describe, expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import { expectModest, expectTimely, HOUR_MS, MINUTE_MS, started } from './expectations.ts'
import { count, createStage } from './stage.ts'

/** That a start happens, and happens once: each may cost money. */
export function describeStarts<Request>(dialect: Dialect<Request>): void {
  const { repeatsCreate = true } = dialect.can

  it('a start makes one translation, and another start another one', async () => {
    await using stage = await createStage(dialect, '1m')
    const { result: first } = await stage.end(stage.client.create(stage.request()), MINUTE_MS)
    expect(first).toMatchObject({ id: expect.stringMatching(/./), engine: expect.stringMatching(/./) })
    expect(isFinal(first!.status)).toBe(false)
    const jobs = stage.simulator.jobs.length
    expect(await started(stage)).not.toBe(first!.id)
    expect(stage.simulator.jobs).toHaveLength(2 * jobs)
  })

  it('translate starts and waits in one', async () => {
    await using stage = await createStage(dialect, '3m')
    const end = await stage.end(stage.client.translate(stage.request()), HOUR_MS)
    expect(end).toMatchObject({ result: { status: 'completed' } })
    expectTimely(stage, end)
  })

  const counts = dialect.languages === 1 ? [1] : [1, 2]
  if (repeatsCreate)
    describe.each(counts)('languages: %i', (languages) => describeRepeats(dialect, languages))
  else describeLost(dialect)
}

/** A server that can tell that it has been asked before, or what it was asked. */
function describeRepeats<Request>(dialect: Dialect<Request>, languages: number): void {
  const { creates: route } = dialect

  it('a start whose answer is lost is made good, without a second translation', async () => {
    const jobs = await usualJobs(dialect, languages)
    await using stage = await createStage(dialect, '3m')
    stage.play([{ route, times: 1, fault: { kind: 'reset', at: 'done' } }])
    const id = await started(stage, languages)
    expect(stage.simulator.jobs).toHaveLength(jobs)
    const end = await stage.end(stage.client.wait(id), HOUR_MS)
    expect(end).toMatchObject({ result: { id, status: 'completed' } })
  })

  it('a start whose every answer is lost makes no second translation', async () => {
    const jobs = await usualJobs(dialect, languages)
    await using stage = await createStage(dialect, '3m')
    stage.play([{ route, fault: { kind: 'reset', at: 'done' } }])
    await stage.end(stage.client.create(stage.request(languages)).catch(String), HOUR_MS)
    expect(stage.simulator.jobs.length).toBeLessThanOrEqual(jobs)
    await expectModest(stage, dialect)
  })

  it('a start that never arrived is repeated', async () => {
    const jobs = await usualJobs(dialect, languages)
    await using stage = await createStage(dialect, '3m')
    stage.play([{ route, times: 1, fault: { kind: 'reset', at: 'start' } }])
    await started(stage, languages)
    expect(stage.simulator.jobs).toHaveLength(jobs)
  })
}

/** A server that cannot: what is lost is told, and nothing is paid twice. */
function describeLost<Request>(dialect: Dialect<Request>): void {
  const { creates: route } = dialect

  it.each(['start', 'done'] as const)('a start that broke (%s) fails, and is not repeated', async (at) => {
    await using stage = await createStage(dialect, '3m')
    stage.play([{ route, fault: { kind: 'reset', at } }])
    const { error } = await stage.end(stage.client.create(stage.request()), HOUR_MS)
    expect(error).toMatchObject({ name: 'ConnectionError' })
    expect(count(stage.requests, route)).toBe(1)
  })
}

/** How many jobs the server makes of one translation. */
async function usualJobs<Request>(dialect: Dialect<Request>, languages: number): Promise<number> {
  await using stage = await createStage(dialect, '3m')
  await started(stage, languages)
  return stage.simulator.jobs.length
}
