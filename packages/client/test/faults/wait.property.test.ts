import * as fc from 'fast-check'
import type { WaitOptions } from 'video-translation-client'
import { expect, it } from 'vitest'
import { FAULTS } from './catalogue.ts'
import { type WaitRun, play, type Script, type RecordedRequest } from './play.ts'

const OUTAGE_MS = 600_000
const MAX_IN_100_MS = 6
// No request follows a failed one sooner, for any random backoff.
const FLOOR_MS = 50
// After the last fault: a stream given up (40 s), the longest Retry-After (60 s) and backoff (30
// s), a poll.
const RECOVERY_MS = 40_000 + 60_000 + 30_000 + 5_000

// Without redirects, which fetch follows itself, and refusals, which end a wait.
const TOLERATED_FAULTS = FAULTS.filter(
  ({ response, fault }) => response !== 'give up' && fault.kind !== 'redirect',
)

const options: fc.Arbitrary<WaitOptions> = fc.constantFrom<WaitOptions[]>(
  {},
  { transport: 'held' },
  { schedule: 'fixed', minDelayMs: 1_000 },
  { schedule: 'progressive', jitterMs: 200 },
  { schedule: 'exponential', maxDelayMs: 4_000 },
  { schedule: () => Number.NaN },
)

const scripts = fc.record<Script>({
  faults: fc.array(fc.option(fc.constantFrom(...TOLERATED_FAULTS), { freq: 3 }), { maxLength: 10 }),
  downMs: fc.constant(null),
  changesMs: fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 5 }),
  endMs: fc.integer({ min: 0, max: 300_000 }),
  endsAs: fc.constantFrom('completed', 'error', 'partial', 'canceled'),
  abortMs: fc.constant(null),
  options: options.map((each) => ({ ...each, outageMs: 86_400_000 })),
})

const settings = { numRuns: 50, seed: 20_261_121 }

it('with any faults, a wait ends soon after the job, and never spins', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const run = await play(script)
      expect(run.status).toBe(script.endsAs)
      expect(run.endedMs).toBeGreaterThanOrEqual(script.endMs)
      expect(run.endedMs).toBeLessThanOrEqual(Math.max(script.endMs + 5_000, lastFaultMs(run) + RECOVERY_MS))
      expectCalm(run)
    }),
    settings,
  )
})

it('with any faults, an abort ends a wait at once', async () => {
  const aborted = fc.tuple(scripts, fc.integer({ min: 1, max: 300_000 }))
  await fc.assert(
    fc.asyncProperty(aborted, async ([script, abortMs]) => {
      const run = await play({ ...script, abortMs, endMs: 400_000 })
      expect(run.error).toBe('enough')
      expect(run.endedMs).toBe(abortMs)
      expectCalm(run)
    }),
    settings,
  )
})

it('with any faults, a wait ends at its timeout', async () => {
  const limited = fc.tuple(scripts, fc.integer({ min: 1, max: 300_000 }))
  await fc.assert(
    fc.asyncProperty(limited, async ([script, timeoutMs]) => {
      const options = { ...script.options, timeoutMs }
      const run = await play({ ...script, options, endMs: 400_000 })
      expect(run.error).toMatchObject({ name: 'TimeoutError', code: 'timeout', resumeToken: { v: 1 } })
      expect(run.endedMs).toBe(timeoutMs)
      expectCalm(run)
    }),
    settings,
  )
})

it('an unreachable server ends a wait soon after the outage limit, and not before', async () => {
  const doomed = fc.tuple(scripts, fc.integer({ min: 0, max: 300_000 }))
  await fc.assert(
    fc.asyncProperty(doomed, async ([script, downMs]) => {
      const options = { ...script.options, outageMs: OUTAGE_MS }
      const run = await play({ ...script, options, downMs, endMs: 10_000_000 })
      expect(run.error).toMatchObject({ name: 'ConnectionError', code: 'outage', resumeToken: { v: 1 } })
      expect(run.endedMs).toBeGreaterThanOrEqual(OUTAGE_MS)
      expect(run.endedMs).toBeLessThanOrEqual(downMs + OUTAGE_MS + RECOVERY_MS)
      expectCalm(run)
    }),
    settings,
  )
})

/**
 * The client made few requests at a time, none too soon after a failure, and none after the end.
 */
function expectCalm({ seen, afterwards, timers }: WaitRun): void {
  expect({ afterwards, timers }).toEqual({ afterwards: 0, timers: 0 })
  for (const { atMs } of seen) {
    const soon = seen.filter((other) => other.atMs >= atMs && other.atMs < atMs + 100)
    expect(soon.length).toBeLessThanOrEqual(MAX_IN_100_MS)
  }
  seen.forEach((each, at) => expectPause(each, seen[at + 1]))
}

function expectPause({ route, fault, overMs }: RecordedRequest, next?: RecordedRequest): void {
  if (!next || next.route !== route || !fault || fault.response === 'bear' || overMs === undefined) return
  expect(next.atMs - overMs).toBeGreaterThanOrEqual(Math.max(FLOOR_MS, fault.pauseMs ?? 0))
}

function lastFaultMs({ seen }: WaitRun): number {
  return Math.max(0, ...seen.flatMap(({ fault, atMs, overMs = atMs }) => (fault ? overMs : [])))
}
