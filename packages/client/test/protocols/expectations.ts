import type { Outcome } from 'video-translation-client'
import { expect } from 'vitest'
import type { Dialect } from './dialect.ts'
import type { End, Exchange, Harness } from './harness.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
/** The limit for noticing the end of a job. No job here takes longer than ten minutes. */
export const LATE_MS = 90_000
/** The most polls in a minute: twice as many as these tests have ever made, retries included. */
const POLLS_PER_MINUTE = 15
// Longer than any pause of the client, so that a forgotten timer would fire.
const AFTERMATH_MS = 15 * MINUTE_MS

/** Starts a translation into so many languages. Throws if that fails. */
export async function started<Request>(harness: Harness<Request>, languages = 1): Promise<string> {
  const { result, error } = await harness.end(harness.client.create(harness.request(languages)), MINUTE_MS)
  if (!result) throw error
  return result.id
}

/** The end was noticed after the last job had ended, and soon. */
export function expectTimely<Request>(
  harness: Harness<Request>,
  { atMs }: End<unknown>,
  lateMs = LATE_MS,
): void {
  expect(atMs).toBeGreaterThanOrEqual(harness.jobsEndMs())
  expect(atMs).toBeLessThanOrEqual(harness.jobsEndMs() + lateMs)
}

/** The clients made few requests in any minute, and none after the end. */
export async function expectModest<Request>(
  { requests, time }: Harness<Request>,
  { requestsPerPoll = 1 }: Dialect<Request>,
  translations = 1,
): Promise<void> {
  expect(busiestMinute(requests)).toBeLessThanOrEqual(POLLS_PER_MINUTE * requestsPerPoll * translations)
  const before = requests.length
  await time.pass(AFTERMATH_MS)
  expect(requests.slice(before)).toEqual([])
  expect(time.clientTimers()).toBe(0)
}

/** The translation was not found, or deleted. */
export function expectGone(outcome: Outcome | undefined): void {
  expect(outcome?.result).toMatch(/^(failed|error)$/)
  expect(outcome?.error?.code).toMatch(/^(deleted|not_found)$/)
}

function busiestMinute(requests: readonly Exchange[]): number {
  const within = ({ atMs }: Exchange): number =>
    requests.filter((other) => other.atMs >= atMs && other.atMs < atMs + MINUTE_MS).length
  return Math.max(0, ...requests.map(within))
}
