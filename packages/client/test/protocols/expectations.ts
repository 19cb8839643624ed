import type { Outcome } from 'video-translation-client'
import { expect } from 'vitest'
import type { Dialect } from './dialect.ts'
import type { End, Exchange, Stage } from './stage.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
/** No job here is longer than ten minutes, and none may be noticed later than this. */
export const LATE_MS = 90_000
/** Looks in any minute, at the very most: twice as many as were ever seen here, repeats of failed ones included. */
const LOOKS_A_MINUTE = 15
// Longer than any pause of the client: what it still meant to do would happen.
const AFTERMATH_MS = 15 * MINUTE_MS

/** Starts a translation into so many languages, and throws where that fails. */
export async function started<Request>(stage: Stage<Request>, languages = 1): Promise<string> {
  const { result, error } = await stage.end(stage.client.create(stage.request(languages)), MINUTE_MS)
  if (!result) throw error
  return result.id
}

/** It came out so, and was noticed when it did: not before any job had ended, and not long after the last. */
export function expectTimely<Request>(stage: Stage<Request>, { atMs }: End<unknown>, lateMs = LATE_MS): void {
  expect(atMs).toBeGreaterThanOrEqual(stage.jobsEndMs())
  expect(atMs).toBeLessThanOrEqual(stage.jobsEndMs() + lateMs)
}

/** Few requests in any minute, and none after the end. */
export async function expectModest<Request>(
  { requests, time }: Stage<Request>,
  { requestsPerLook = 1 }: Dialect<Request>,
  translations = 1,
): Promise<void> {
  expect(busiestMinute(requests)).toBeLessThanOrEqual(LOOKS_A_MINUTE * requestsPerLook * translations)
  const before = requests.length
  await time.pass(AFTERMATH_MS)
  expect(requests.slice(before)).toEqual([])
  expect(time.clientTimers()).toBe(0)
}

/** It is not there, or not any longer. */
export function expectGone(outcome: Outcome | undefined): void {
  expect(outcome?.result).toMatch(/^(failed|error)$/)
  expect(outcome?.error?.code).toMatch(/^(deleted|not_found)$/)
}

function busiestMinute(requests: readonly Exchange[]): number {
  const within = ({ atMs }: Exchange): number =>
    requests.filter((other) => other.atMs >= atMs && other.atMs < atMs + MINUTE_MS).length
  return Math.max(0, ...requests.map(within))
}
