import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaultCase } from './catalogue.ts'
import { JOB_MS, type Wait } from './waits.ts'
import { createHarness, type End, type Harness } from './harness.ts'

const GENEROUS_MS = 7_200_000
const OUTAGE_MS = 600_000
const LONGEST_BACKOFF_MS = 30_000
// The delay after the end of the fault: a pause after one failure, and a poll.
const NOTICED_MS = 5_000
// A silent stream or a missing response is given up after this time.
const TIMEOUT_MS = { stream: 40_000, held: 30_000, polling: 30_000, bulk: 30_000 }
// The number of failed connections in a row until the stream is given up, and all their pauses.
const STRIKES = 8
const STRIKES_PAUSES_MS = 150_000

let harness: Harness

/** Describes what happens to a wait that meets each fault, once and for good. */
export function describeWait(wait: Wait, faults: readonly FaultCase[]): void {
  const lasting = faults.filter(({ error }) => error && wait.meetsLasting)

  describe(wait.name, () => {
    useHarness()

    it.each(faults.map((each) => [onceTitle(wait, each), each] as const))('%s', async (_, each) => {
      const end = await meet(wait, each, 1)
      if (isRefusal(wait, each)) expect(end.error).toMatchObject(each.error ?? {})
      else expectRight(wait, each, end)
      expect(await harness.leftovers()).toEqual([])
    })

    it.each(lasting.map((each) => [lastingTitle(wait, each), each] as const))('%s', async (_, each) => {
      const end = await meet(wait, each, Infinity)
      if (isRefusal(wait, each, true)) expect(end.error).toMatchObject(each.error ?? {})
      else if (isReplaced(wait, each)) expectFallenBack(wait, each, end)
      else expectOutage(wait, each, end)
      expect(await harness.leftovers()).toEqual([])
    })
  })
}

function useHarness(): void {
  beforeEach(async () => {
    harness = await createHarness()
  })
  afterEach(() => harness[Symbol.asyncDispose]())
}

/** A refused poll ends the wait. A refused stream or bulk request is replaced by polls. */
function isRefusal({ by }: Wait, { response }: FaultCase, isLasting = false): boolean {
  return response === 'give up' && (by === 'polling' || (isLasting && by === 'held'))
}

/** Bulk requests are replaced by single ones if the server refuses or misunderstands them. */
function isReplaced({ by }: Wait, { response, error }: FaultCase): boolean {
  return by === 'stream' || (by === 'bulk' && (response === 'give up' || error?.code === 'invalid_response'))
}

function onceTitle(wait: Wait, each: FaultCase): string {
  return `${each.name} ${isRefusal(wait, each) ? 'is an error at once' : 'is waited out'}`
}

function lastingTitle(wait: Wait, each: FaultCase): string {
  if (isRefusal(wait, each, true)) return `${each.name}, lasting, is an error at once`
  const end = isReplaced(wait, each)
    ? 'is replaced by polls'
    : `ends as an outage after ${OUTAGE_MS / 60_000} minutes`
  return `${each.name}, lasting, ${end}`
}

async function meet(wait: Wait, { fault }: FaultCase, times: number): Promise<End<void>> {
  harness.play([{ route: wait.route, times, fault }])
  return await harness.end(wait.run(harness), GENEROUS_MS)
}

function expectRight(wait: Wait, each: FaultCase, { error, tookMs }: End<void>): void {
  expect(error).toBeUndefined()
  const { pauseMs = 0 } = each
  expect(tookMs).toBeGreaterThanOrEqual(JOB_MS)
  expect(tookMs).toBeLessThanOrEqual(Math.max(JOB_MS, heldMs(wait, each) + pauseMs) + NOTICED_MS)
  expect(harness.attempts.length).toBeLessThanOrEqual(30)
  const [first = 0, second = Infinity] = requestsMs(wait)
  expect(second - first).toBeGreaterThanOrEqual(pauseMs)
}

/** The other channels still work: the stream is given up after some attempts. */
function expectFallenBack(wait: Wait, each: FaultCase, { error, tookMs }: End<void>): void {
  expect(error).toBeUndefined()
  const { pauseMs = 0, hops = 1 } = each
  const triedMs = (heldMs(wait, each) + pauseMs) * STRIKES + STRIKES_PAUSES_MS
  expect(tookMs).toBeLessThanOrEqual(JOB_MS + triedMs + NOTICED_MS)
  expect(harness.count(wait.route)).toBeLessThanOrEqual(STRIKES * hops)
}

function expectOutage(wait: Wait, each: FaultCase, { error, tookMs }: End<void>): void {
  expect(error).toMatchObject({ name: 'ConnectionError', code: 'outage', cause: each.error })
  const { pauseMs = 0, hops = 1 } = each
  expect(tookMs).toBeGreaterThanOrEqual(OUTAGE_MS)
  expect(tookMs).toBeLessThanOrEqual(
    OUTAGE_MS + heldMs(wait, each) + Math.max(pauseMs, LONGEST_BACKOFF_MS) + NOTICED_MS,
  )
  expect(harness.attempts.length).toBeLessThanOrEqual(60)
  expect(harness.count(wait.route)).toBeLessThanOrEqual(60 * hops)
}

function heldMs({ by }: Wait, { holdMs = 0 }: FaultCase): number {
  return Math.min(holdMs, TIMEOUT_MS[by])
}

function requestsMs({ route }: Wait): number[] {
  return harness.proxy.times(route)
}
