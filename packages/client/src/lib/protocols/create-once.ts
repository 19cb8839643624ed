import { hasCode } from '../errors.ts'
import type { Http } from '../http/http.ts'
import { isStatus } from '../http/problem.ts'
import { isTransient, retryDelayMs } from '../http/retry.ts'
import { sleep } from '../timers.ts'

/** Two searches, because a server's list may lag behind. */
const SEARCH_DELAYS_MS = [1_000, 5_000]

/**
 * Starts a job once on a server without idempotency keys. A lost response does not show whether the
 * job exists, so this searches for the job before it retries, within the client's retry budget.
 * @param start makes one attempt
 * @param find searches for the job
 * @param isConflict whether an error means that the job exists already. `attempts` counts the
 * starts so far. Default: an error with the status 409.
 */
export async function createOnce<T>(
  http: Http,
  start: () => Promise<T>,
  find: () => Promise<T | undefined>,
  isConflict: (error: unknown, attempts: number) => boolean = (error) => isStatus(error, 409),
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await start()
    } catch (error) {
      http.signal?.throwIfAborted()
      const isLast = !isTransient(error) || attempts > http.retry.limit
      const found = isLast
        ? isConflict(error, attempts) && (await findOrIgnore(http, find))
        : await findAfterDelays(http, find, () => retryDelayMs(attempts, http.retry, error))
      if (found) return found
      if (isLast || (attempts > 1 && !http.budget.take())) throw error
      http.log.warn('the response to a start was lost; starting again', { error: String(error) })
    }
  }
}

/** A failed search proves nothing, so the caller gets the error of the start instead. */
async function findOrIgnore<T>({ signal }: Http, find: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await find()
  } catch (error) {
    signal?.throwIfAborted()
    if (hasCode(error, 'closed')) throw error
    return undefined
  }
}

async function findAfterDelays<T>(
  http: Http,
  find: () => Promise<T | undefined>,
  drawRetryMs: () => number,
): Promise<T | undefined> {
  for (const delayMs of SEARCH_DELAYS_MS) {
    await sleep(Math.max(delayMs, drawRetryMs()), http.signal)
    const found = await find()
    if (found) return found
  }
  return undefined
}
