import type { Failure } from 'video-translation-client'
import { EngineError } from '../engine-error.ts'
import { isStorageFull, STORAGE_FULL_MESSAGE, StorageFull } from '../files/storage-full.ts'

/** What the user is told, and whether it is worth another try. */
export interface Verdict {
  failure: Failure
  retryable: boolean
  /** How long another try has to wait at least. */
  minDelayMs?: number
}

/** Only an {@link EngineError} speaks to users. Anything else may name paths or secrets, so it stays in the log. */
export function judge(error: unknown): Verdict {
  if (isForLackOfSpace(error)) return storageFull(error)
  if (error instanceof EngineError) {
    return { failure: { code: error.code, message: error.message }, retryable: error.retryable }
  }
  return { failure: INTERNAL, retryable: true }
}

/** What an engine says in its own words may quote a vendor's disk; what lies under it is of this machine. */
function isForLackOfSpace(error: unknown): boolean {
  return isStorageFull(error instanceof EngineError ? error.cause : error)
}

/** The other tasks give back their scratch folders, and the operator needs a moment too. */
const STORAGE_DELAY_MS = 30_000

function storageFull(error: unknown): Verdict {
  const message = error instanceof StorageFull ? error.message : STORAGE_FULL_MESSAGE
  return { failure: { code: 'storage_full', message }, retryable: true, minDelayMs: STORAGE_DELAY_MS }
}

const INTERNAL: Failure = {
  code: 'internal',
  message:
    'The engine stopped unexpectedly. The log of the server says why, under the id of this translation.',
}

const FIRST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 60_000

/**
 * How long to wait before another try: doubling from 1 s to 60 s, of which a random half, so that what failed
 * together does not come back together.
 * @param tries how many there were, at least 1
 * @param random from 0 to 1
 */
export function retryDelayMs(tries: number, random: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1))
  return Math.round(longest * (0.5 + random / 2))
}
