import type { Failure } from 'video-translation-client'
import { EngineError } from '../engine-error.ts'
import { isStorageUnavailable, STORAGE_UNAVAILABLE_MESSAGE } from '../files/storage-unavailable.ts'
import { isStorageFull, STORAGE_FULL_MESSAGE, StorageFull } from '../files/storage-full.ts'

/** The failure shown to the user, and whether to try again. */
export interface FailureVerdict {
  failure: Failure
  retryable: boolean
  /** The minimum delay before the next try. */
  minDelayMs?: number
}

/**
 * Only the message of an {@link EngineError} is meant for users. Any other error may contain paths
 * or secrets, so it stays in the log.
 */
export function judgeFailure(error: unknown): FailureVerdict {
  if (isDiskFull(error)) return storageFull(error)
  if (error instanceof EngineError) {
    return { failure: { code: error.code, message: error.message }, retryable: error.retryable }
  }
  return isStorageUnavailable(error) ? UNAVAILABLE : { failure: INTERNAL, retryable: true }
}

/**
 * An engine's own message may quote the disk of a vendor. Only its cause is about this machine's
 * disk.
 */
function isDiskFull(error: unknown): boolean {
  return isStorageFull(error instanceof EngineError ? error.cause : error)
}

/** Other tasks need time to remove their scratch folders, and the operator to make space. */
const STORAGE_DELAY_MS = 30_000

function storageFull(error: unknown): FailureVerdict {
  const message = error instanceof StorageFull ? error.message : STORAGE_FULL_MESSAGE
  return { failure: { code: 'storage_full', message }, retryable: true, minDelayMs: STORAGE_DELAY_MS }
}

const UNAVAILABLE: FailureVerdict = {
  failure: { code: 'storage_unavailable', message: STORAGE_UNAVAILABLE_MESSAGE },
  retryable: true,
  minDelayMs: STORAGE_DELAY_MS,
}

const INTERNAL: Failure = {
  code: 'internal',
  message:
    "The engine stopped unexpectedly. The server's log has the cause, under the id of this translation.",
}

const FIRST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 60_000

/**
 * The delay before the next try: it doubles from 1 s to 60 s, and a random half of it is dropped at
 * most, so that tasks that failed together do not come back together.
 * @param tries the number of tries so far, at least 1
 * @param random from 0 to 1
 */
export function retryDelayMs(tries: number, random: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1))
  return Math.round(longest * (0.5 + random / 2))
}
