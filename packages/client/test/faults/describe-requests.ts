import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaultCase } from './catalogue.ts'
import type { Verb } from './verbs.ts'
import { createHarness, type End, type Harness } from './harness.ts'

const ATTEMPTS = 4
// The pauses between four attempts are at most 0.5, 1 and 2 s.
const PAUSES_MS = 3_500
const GENEROUS_MS = 3_600_000

let harness: Harness

/** Describes what happens to a verb that meets each fault, once and for good. */
export function describeRequests(verb: Verb, faults: readonly FaultCase[]): void {
  const cases = faults.filter((each) => canMeet(verb, each))
  const lasting = cases.filter(({ error }) => error)

  describe(verb.name, () => {
    useHarness()

    it.each(cases.map((each) => [onceTitle(verb, each), each] as const))('%s', async (_, each) => {
      const end = await meet(verb, each, 1)
      if (responseOf(verb, each) === 'give up') expectGivenUp(verb, each, end)
      else expectRight(verb, each, end)
      expect(await harness.leftovers()).toEqual([])
    })

    it.each(lasting.map((each) => [lastingTitle(verb, each), each] as const))('%s', async (_, each) => {
      const end = await meet(verb, each, Infinity)
      if (verb.lasting?.[each.name]?.right) expect(end.error).toBeUndefined()
      else expectGivenUp(verb, each, end)
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

function canMeet({ answers }: Verb, { meets }: FaultCase): boolean {
  return meets === undefined || answers === 'json' || (answers === 'file' && meets === 'bodies')
}

/**
 * For a part of an upload, 409 means a wrong offset: the client requests the right one and
 * continues.
 */
function responseOf({ route }: Verb, { response, error }: FaultCase): FaultCase['response'] {
  return route.startsWith('PATCH') && error?.status === 409 ? 'repeat' : response
}

function onceTitle(verb: Verb, each: FaultCase): string {
  const what = {
    repeat: 'is repaired by one more request',
    bear: 'is tolerated',
    'give up': 'is an error at once',
  }
  return `${each.name} ${what[responseOf(verb, each)]}`
}

function lastingTitle(verb: Verb, each: FaultCase): string {
  const { right, code = each.error?.code } = verb.lasting?.[each.name] ?? {}
  return `${each.name}, lasting, ${right ? `succeeds ${right}` : `ends as ${code}`}`
}

async function meet(verb: Verb, { fault }: FaultCase, times: number): Promise<End<void>> {
  harness.play([{ route: verb.route, times, fault }, ...(verb.rules ?? [])])
  return await harness.end(verb.run(harness), GENEROUS_MS)
}

function expectRight(verb: Verb, each: FaultCase, { error, tookMs }: End<void>): void {
  expect(error).toBeUndefined()
  const { pauseMs = 0 } = each
  expect(tookMs).toBeGreaterThanOrEqual(pauseMs)
  expect(tookMs).toBeLessThanOrEqual(heldMs(verb, each) + Math.max(pauseMs + 2_000, PAUSES_MS))
  // A tolerated delay costs no further request.
  const isInvisible = each.response === 'bear' && each.fault.kind === 'slow'
  expect(harness.count(verb.route)).toBeLessThanOrEqual(
    (verb.name === 'list' ? 2 : 1) + (isInvisible ? 0 : 1),
  )
}

function expectGivenUp(verb: Verb, each: FaultCase, { error, tookMs }: End<void>): void {
  const { code = each.error?.code, requests } = verb.lasting?.[each.name] ?? {}
  const attempts = responseOf(verb, each) === 'give up' ? 1 : ATTEMPTS
  expect(error).toMatchObject({ ...each.error, code })
  const pausesMs = (attempts - 1) * (each.pauseMs ?? 0)
  const count = harness.count(verb.route)
  expect(tookMs).toBeGreaterThanOrEqual(pausesMs)
  expect(tookMs).toBeLessThanOrEqual(heldMs(verb, each) * count + pausesMs + count * 2_000)
  expect(count).toBeLessThanOrEqual(requests ?? attempts * (each.hops ?? 1))
}

function heldMs({ patienceMs }: Verb, { holdMs = 0 }: FaultCase): number {
  return Math.min(holdMs, patienceMs)
}
