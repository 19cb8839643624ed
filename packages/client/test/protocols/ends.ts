import { type Outcome, TimeoutError } from 'video-translation-client'
import { NAMED_SCENARIOS } from 'video-translation-simulator'
import { describe, expect, it } from 'vitest'
import type { Dialect } from './dialect.ts'
import {
  expectGone,
  expectModest,
  expectTimely,
  HOUR_MS,
  LATE_MS,
  MINUTE_MS,
  started,
} from './expectations.ts'
import { createHarness } from './harness.ts'

const PATIENCE_MS = 30 * MINUTE_MS

/** Every named scenario, with the outcome of a wait. */
export function describeEnds<Request>(dialect: Dialect<Request>): void {
  describe.each(scenariosFor(dialect))('the scenario %s', (name, result) => {
    it(`ends as ${result} when the job does, with few requests`, async () => {
      await using harness = await createHarness(dialect, lasting(name))
      const id = await started(harness, 2)
      const waiting = harness.client.wait(id, { settle: true, timeoutMs: PATIENCE_MS })
      const end = await harness.end(waiting, HOUR_MS)
      expect(end.result).toMatchObject({ id, result })
      if (result === 'timeout') expectToken(end.result, id)
      else expectTimely(harness, end, LATE_MS * pollsUntilEnd(name))
      await expectModest(harness, dialect)
    })
  })

  it('an unknown status is kept, counts as running, and causes one warning', async () => {
    await using harness = await createHarness(dialect, lasting('unknown-status'))
    const id = await started(harness)
    const words = new Set<string | undefined>()
    const onUpdate = ({ status, rawStatus, targets }: Shown): void =>
      void (status === 'running' && [{ rawStatus }, ...targets].map((each) => words.add(each.rawStatus)))
    const end = await harness.end(harness.client.wait(id, { settle: true, onUpdate }), HOUR_MS)
    expect(end.result?.result).toBe('completed')
    const { unknownStatus = true } = dialect.can
    const warnings = harness.warnings.filter(({ message }) => message.includes('unknown status'))
    expect(words.has('reticulating')).toBe(unknownStatus)
    expect(warnings).toHaveLength(unknownStatus ? 1 : 0)
  })

  it('a translation that is deleted during a wait ends it as deleted', async () => {
    await using harness = await createHarness(dialect, '10m')
    const waiting = harness.client.wait(await started(harness), { settle: true })
    await harness.time.pass(MINUTE_MS)
    for (const { id } of harness.backend.jobs.list()) harness.backend.jobs.delete(id)
    expectGone((await harness.end(waiting, 10 * MINUTE_MS)).result)
    await expectModest(harness, dialect)
  })

  it('an unknown translation is reported as not found at once', async () => {
    await using harness = await createHarness(dialect, '1m')
    const { unknownId = 'nobody-has-this-id' } = dialect
    expectGone((await harness.end(harness.client.wait(unknownId, { settle: true }), 5_000)).result)
    await expectModest(harness, dialect)
  })
}

interface Shown {
  status: string
  rawStatus?: string
  targets: { rawStatus?: string }[]
}

function scenariosFor<Request>({ can, languages, endings }: Dialect<Request>): [string, Outcome['result']][] {
  const others: Record<string, Outcome['result']> = {
    'fails-early': 'error',
    'fails-late': 'error',
    stuck: 'timeout',
    'needs-input': can.needsInput ? 'needs_input' : 'timeout',
    partial: languages === 1 ? 'completed' : (endings?.partial ?? 'partial'),
  }
  return Object.keys(NAMED_SCENARIOS).map((name) => [name, others[name] ?? 'completed'])
}

function lasting(name: string): string {
  return name === 'slow' ? name : `${name}; duration=3m`
}

/** The number of polls until the server reports the end. */
function pollsUntilEnd(name: string): number {
  return 1 + (NAMED_SCENARIOS[name]?.scenario.urlAfterStatusRequests ?? 0)
}

function expectToken(outcome: Outcome | undefined, id: string): void {
  expect(outcome?.error).toBeInstanceOf(TimeoutError)
  expect(outcome?.error).toMatchObject({ resumeToken: { v: 1, ids: [id] } })
}
