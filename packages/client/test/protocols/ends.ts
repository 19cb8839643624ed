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
import { createStage } from './stage.ts'

const PATIENCE_MS = 30 * MINUTE_MS

/** Every scenario that has a name, and what a wait comes to. */
export function describeEnds<Request>(dialect: Dialect<Request>): void {
  describe.each(scenariosFor(dialect))('the scenario %s', (name, result) => {
    it(`comes to ${result} when the job does, with few requests`, async () => {
      await using stage = await createStage(dialect, lasting(name))
      const id = await started(stage, 2)
      const waiting = stage.client.wait(id, { settle: true, timeoutMs: PATIENCE_MS })
      const end = await stage.end(waiting, HOUR_MS)
      expect(end.result).toMatchObject({ id, result })
      if (result === 'timeout') expectToken(end.result, id)
      else expectTimely(stage, end, LATE_MS * looksAfterEnd(name))
      await expectModest(stage, dialect)
    })
  })

  it('a word that nobody knows is kept, runs on, and is warned about once', async () => {
    await using stage = await createStage(dialect, lasting('unknown-status'))
    const id = await started(stage)
    const words = new Set<string | undefined>()
    const onUpdate = ({ status, rawStatus, targets }: Shown): void =>
      void (status === 'running' && [{ rawStatus }, ...targets].map((each) => words.add(each.rawStatus)))
    const end = await stage.end(stage.client.wait(id, { settle: true, onUpdate }), HOUR_MS)
    expect(end.result?.result).toBe('completed')
    const { unknownStatus = true } = dialect.can
    const warnings = stage.warnings.filter(({ message }) => message.includes('unknown status'))
    expect(words.has('reticulating')).toBe(unknownStatus)
    expect(warnings).toHaveLength(unknownStatus ? 1 : 0)
  })

  it('one that is deleted in mid-wait ends the wait, and says so', async () => {
    await using stage = await createStage(dialect, '10m')
    const waiting = stage.client.wait(await started(stage), { settle: true })
    await stage.time.pass(MINUTE_MS)
    for (const { id } of stage.backend.jobs.list()) stage.backend.jobs.delete(id)
    expectGone((await stage.end(waiting, 10 * MINUTE_MS)).result)
    await expectModest(stage, dialect)
  })

  it('one that never was is told as not found at once', async () => {
    await using stage = await createStage(dialect, '1m')
    const { unknownId = 'nobody-has-this-id' } = dialect
    expectGone((await stage.end(stage.client.wait(unknownId, { settle: true }), 5_000)).result)
    await expectModest(stage, dialect)
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

/** How often the server has to be asked until it tells the end. */
function looksAfterEnd(name: string): number {
  return 1 + (NAMED_SCENARIOS[name]?.scenario.urlAfterLooks ?? 0)
}

function expectToken(outcome: Outcome | undefined, id: string): void {
  expect(outcome?.error).toBeInstanceOf(TimeoutError)
  expect(outcome?.error).toMatchObject({ resumeToken: { v: 1, ids: [id] } })
}
