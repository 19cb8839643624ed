import { hasCode } from '../errors.ts'
import type { Http } from '../http/http.ts'
import { isStatus } from '../http/problem.ts'
import { isTransient, retryDelayMs } from '../http/retry.ts'
import { sleep } from '../timers.ts'

const LOOK_AFTER_MS = [1_000, 5_000]

/**
 * Starts what must not be started twice, on a server without idempotency keys. A start whose answer
 * was lost may have happened, so it is looked for before it is repeated: twice, since a list may lag
 * behind. A refusal that `saysExisting` is looked for as well, and thrown where nothing is found.
 * Repetitions are paid from the client's retry budget. `start` makes one attempt.
 *
 * @param saysExisting whether a refusal means that it is there already; `attempts` counts the starts
 * so far. Default: a refusal with the status 409 does.
 */
export async function createOnce<T>(
  http: Http,
  start: () => Promise<T>,
  find: () => Promise<T | undefined>,
  saysExisting: (refusal: unknown, attempts: number) => boolean = (refusal) => isStatus(refusal, 409),
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await start()
    } catch (error) {
      http.signal?.throwIfAborted()
      if (!isTransient(error) || attempts > http.retry.limit)
        return await existing(http, error, saysExisting(error, attempts), find)
      for (const leastMs of LOOK_AFTER_MS) {
        await sleep(Math.max(leastMs, retryDelayMs(attempts, http.retry, error)), http.signal)
        const found = await find()
        if (found) return found
      }
      if (attempts > 1 && !http.budget.take()) throw error
      http.log.warn('a start was lost and is repeated', { error: String(error) })
    }
  }
}

async function existing<T>(
  { signal }: Http,
  refusal: unknown,
  mayExist: boolean,
  find: () => Promise<T | undefined>,
): Promise<T> {
  const found = mayExist ? await find().catch(unlessEnded) : undefined
  if (found) return found
  throw refusal

  // A look that fails proves nothing. The refusal is what the caller has to hear.
  function unlessEnded(error: unknown): undefined {
    signal?.throwIfAborted()
    if (hasCode(error, 'closed')) throw error
  }
}
