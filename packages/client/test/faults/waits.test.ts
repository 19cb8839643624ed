import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FaultCase, FAULTS } from './catalogue.ts'
import { JOB_MS, type Wait, WAITS } from './waits.ts'
import { createWorld, type End, type World } from './world.ts'

const GENEROUS_MS = 7_200_000
const OUTAGE_MS = 600_000
const LONGEST_BACKOFF_MS = 30_000
// How soon the end is noticed once the fault is over: a pause after one failure, and a poll.
const NOTICED_MS = 5_000
// A stream that is silent for so long is given up, and an answer that takes so long.
const PATIENCE_MS = { stream: 40_000, held: 30_000, polling: 30_000, bulk: 30_000 }
// Failed connections in a row, each with its pause, until the stream is given up.
const STRIKES = 8
const STRIKES_PAUSES_MS = 150_000

let world: World

beforeEach(async () => {
  world = await createWorld()
})

afterEach(async () => {
  await world[Symbol.asyncDispose]()
})

for (const wait of WAITS) {
  const lasting = FAULTS.filter(({ error }) => error && wait.meetsLasting)

  describe(wait.name, () => {
    it.each(FAULTS.map((each) => [onceTitle(wait, each), each] as const))('%s', async (_, each) => {
      const end = await meet(wait, each, 1)
      if (isRefusal(wait, each)) expect(end.error).toMatchObject(each.error ?? {})
      else expectRight(wait, each, end)
      expect(await world.leftovers()).toEqual([])
    })

    it.each(lasting.map((each) => [lastingTitle(wait, each), each] as const))('%s', async (_, each) => {
      const end = await meet(wait, each, Infinity)
      if (isRefusal(wait, each, true)) expect(end.error).toMatchObject(each.error ?? {})
      else if (isGotRound(wait, each)) expectFallenBack(wait, each, end)
      else expectOutage(wait, each, end)
      expect(await world.leftovers()).toEqual([])
    })
  })
}

/** What a status request is refused with ends the wait; where something else can be tried, that is. */
function isRefusal({ by }: Wait, { response }: FaultCase, isLasting = false): boolean {
  return response === 'give up' && (by === 'polling' || (isLasting && by === 'held'))
}

/** A server that knows no bulk requests, or answers them with something else, is asked one by one. */
function isGotRound({ by }: Wait, { response, error }: FaultCase): boolean {
  return by === 'stream' || (by === 'bulk' && (response === 'give up' || error?.code === 'invalid_response'))
}

function onceTitle(wait: Wait, each: FaultCase): string {
  return `${each.name} ${isRefusal(wait, each) ? 'is told at once' : 'is waited out'}`
}

function lastingTitle(wait: Wait, each: FaultCase): string {
  if (isRefusal(wait, each, true)) return `${each.name}, for ever, is told at once`
  const end = isGotRound(wait, each)
    ? 'is got round'
    : `ends as an outage after ${OUTAGE_MS / 60_000} minutes`
  return `${each.name}, for ever, ${end}`
}

async function meet(wait: Wait, { fault }: FaultCase, times: number): Promise<End<void>> {
  world.play([{ route: wait.route, times, fault }])
  return await world.end(wait.run(world), GENEROUS_MS)
}

function expectRight(wait: Wait, each: FaultCase, { error, tookMs }: End<void>): void {
  expect(error).toBeUndefined()
  const { pauseMs = 0 } = each
  expect(tookMs).toBeGreaterThanOrEqual(JOB_MS)
  expect(tookMs).toBeLessThanOrEqual(Math.max(JOB_MS, heldMs(wait, each) + pauseMs) + NOTICED_MS)
  expect(world.attempts.length).toBeLessThanOrEqual(30)
  const [first = 0, second = Infinity] = requestsMs(wait)
  expect(second - first).toBeGreaterThanOrEqual(pauseMs)
}

/** The other ways still work: the stream is tried so often, and then done without. */
function expectFallenBack(wait: Wait, each: FaultCase, { error, tookMs }: End<void>): void {
  expect(error).toBeUndefined()
  const { pauseMs = 0, hops = 1 } = each
  const triedMs = (heldMs(wait, each) + pauseMs) * STRIKES + STRIKES_PAUSES_MS
  expect(tookMs).toBeLessThanOrEqual(JOB_MS + triedMs + NOTICED_MS)
  expect(world.count(wait.route)).toBeLessThanOrEqual(STRIKES * hops)
}

function expectOutage(wait: Wait, each: FaultCase, { error, tookMs }: End<void>): void {
  expect(error).toMatchObject({ name: 'ConnectionError', code: 'outage', cause: each.error })
  const { pauseMs = 0, hops = 1 } = each
  expect(tookMs).toBeGreaterThanOrEqual(OUTAGE_MS)
  expect(tookMs).toBeLessThanOrEqual(
    OUTAGE_MS + heldMs(wait, each) + Math.max(pauseMs, LONGEST_BACKOFF_MS) + NOTICED_MS,
  )
  expect(world.attempts.length).toBeLessThanOrEqual(60)
  expect(world.count(wait.route)).toBeLessThanOrEqual(60 * hops)
}

function heldMs({ by }: Wait, { holdMs = 0 }: FaultCase): number {
  return Math.min(holdMs, PATIENCE_MS[by])
}

function requestsMs({ route }: Wait): number[] {
  return world.proxy.times(route)
}
