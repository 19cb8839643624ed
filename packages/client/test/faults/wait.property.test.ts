import * as fc from 'fast-check'
import type { WaitOptions } from 'video-translation-client'
import { expect, it } from 'vitest'
import { FAULTS } from './catalogue.ts'
import { type Course, play, type Script, type Seen } from './stage.ts'

const OUTAGE_MS = 600_000
const MOST_IN_100_MS = 6
// No request follows a failed one sooner, whatever its backoff draws.
const FLOOR_MS = 50
// After the last fault: an answer or stream given up (40 s), the longest Retry-After (60 s) or backoff (30 s), a poll.
const RECOVERY_MS = 40_000 + 60_000 + 30_000 + 5_000

// A redirect is followed by fetch itself; what a server refuses for good ends a wait by rights.
const MET = FAULTS.filter(({ response, fault }) => response !== 'give up' && fault.kind !== 'redirect')

const options: fc.Arbitrary<WaitOptions> = fc.constantFrom<WaitOptions[]>(
  {},
  { transport: 'held' },
  { schedule: 'fixed', minDelayMs: 1_000 },
  { schedule: 'progressive', jitterMs: 200 },
  { schedule: 'exponential', maxDelayMs: 4_000 },
  { schedule: () => Number.NaN },
)

const scripts = fc.record<Script>({
  faults: fc.array(fc.option(fc.constantFrom(...MET), { freq: 3 }), { maxLength: 10 }),
  downMs: fc.constant(null),
  changesMs: fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 5 }),
  endMs: fc.integer({ min: 0, max: 300_000 }),
  endsAs: fc.constantFrom('completed', 'error', 'partial', 'canceled'),
  abortMs: fc.constant(null),
  options: options.map((each) => ({ ...each, outageMs: 86_400_000 })),
})

const settings = { numRuns: 150, seed: 20_261_121 }

it('whatever befalls its requests, a wait ends with the job, soon, and never spins', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const course = await play(script)
      expect(course.status).toBe(script.endsAs)
      expect(course.endedMs).toBeGreaterThanOrEqual(script.endMs)
      expect(course.endedMs).toBeLessThanOrEqual(
        Math.max(script.endMs + 5_000, lastFaultMs(course) + RECOVERY_MS),
      )
      expectCalm(course)
    }),
    settings,
  )
})

it('whatever befalls its requests, an abort ends a wait at that very instant', async () => {
  const aborted = fc.tuple(scripts, fc.integer({ min: 1, max: 300_000 }))
  await fc.assert(
    fc.asyncProperty(aborted, async ([script, abortMs]) => {
      const course = await play({ ...script, abortMs, endMs: 400_000 })
      expect(course.error).toBe('enough')
      expect(course.endedMs).toBe(abortMs)
      expectCalm(course)
    }),
    settings,
  )
})

it('whatever befalls its requests, a wait is over when its time is up', async () => {
  const limited = fc.tuple(scripts, fc.integer({ min: 1, max: 300_000 }))
  await fc.assert(
    fc.asyncProperty(limited, async ([script, timeoutMs]) => {
      const options = { ...script.options, timeoutMs }
      const course = await play({ ...script, options, endMs: 400_000 })
      expect(course.error).toMatchObject({ name: 'TimeoutError', code: 'timeout', resumeToken: { v: 1 } })
      expect(course.endedMs).toBe(timeoutMs)
      expectCalm(course)
    }),
    settings,
  )
})

it('a server that is out of reach for good ends a wait after its limit, not before, and soon after', async () => {
  const doomed = fc.tuple(scripts, fc.integer({ min: 0, max: 300_000 }))
  await fc.assert(
    fc.asyncProperty(doomed, async ([script, downMs]) => {
      const options = { ...script.options, outageMs: OUTAGE_MS }
      const course = await play({ ...script, options, downMs, endMs: 10_000_000 })
      expect(course.error).toMatchObject({ name: 'ConnectionError', code: 'outage', resumeToken: { v: 1 } })
      expect(course.endedMs).toBeGreaterThanOrEqual(OUTAGE_MS)
      expect(course.endedMs).toBeLessThanOrEqual(downMs + OUTAGE_MS + RECOVERY_MS)
      expectCalm(course)
    }),
    settings,
  )
})

/** Never many requests at a time, none too soon after a failure, and none after the end. */
function expectCalm({ seen, afterwards, timers }: Course): void {
  expect({ afterwards, timers }).toEqual({ afterwards: 0, timers: 0 })
  for (const { atMs } of seen) {
    const soon = seen.filter((other) => other.atMs >= atMs && other.atMs < atMs + 100)
    expect(soon.length).toBeLessThanOrEqual(MOST_IN_100_MS)
  }
  seen.forEach((each, at) => expectPause(each, seen[at + 1]))
}

function expectPause({ route, fault, overMs }: Seen, next?: Seen): void {
  if (!next || next.route !== route || !fault || fault.response === 'bear' || overMs === undefined) return
  expect(next.atMs - overMs).toBeGreaterThanOrEqual(Math.max(FLOOR_MS, fault.pauseMs ?? 0))
}

function lastFaultMs({ seen }: Course): number {
  return Math.max(0, ...seen.flatMap(({ fault, atMs, overMs = atMs }) => (fault ? overMs : [])))
}
