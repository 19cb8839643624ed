import type { Locker, RequestRelease } from '@tus/server'

/** How long a request waits for the one that writes; that one is told to stop, and takes a moment to. */
const WAIT_MS = 30_000
/** More requests for one upload than that are no client's retries. */
const MOST_WAITERS = 16

/** What the library answers with. */
const LOCKED = { status_code: 423, body: 'Another request is writing to this upload; try again in a moment.' }

interface Waiter {
  requestRelease: RequestRelease
  go(): void
}

interface Holder {
  requestRelease: RequestRelease
  waiters: Waiter[]
}

/**
 * One request at a time for each upload, as the protocol asks: one that comes later has the one at work stopped, since
 * that is mostly a connection that broke unnoticed. Waiters stand in a queue and cost nothing; the library's own locker asks
 * again in every turn of the event loop.
 */
export function createUploadLocker(waitMs = WAIT_MS): Locker {
  const holders = new Map<string, Holder>()
  return {
    newLock: (id) => ({ lock: (signal, release) => lock(id, signal, release), unlock: () => unlock(id) }),
  }

  async function lock(id: string, signal: AbortSignal, requestRelease: RequestRelease): Promise<void> {
    const holder = holders.get(id)
    if (!holder) return void holders.set(id, { requestRelease, waiters: [] })
    if (holder.waiters.length >= MOST_WAITERS || signal.aborted) throw LOCKED
    const turn = waitFor(
      holder.waiters,
      requestRelease,
      AbortSignal.any([signal, AbortSignal.timeout(waitMs)]),
    )
    await holder.requestRelease()
    await turn
  }

  async function unlock(id: string): Promise<void> {
    const holder = holders.get(id)
    if (!holder) throw new Error(`The lock of upload ${id} is not held.`)
    const next = holder.waiters.shift()
    if (!next) return void holders.delete(id)
    holders.set(id, { requestRelease: next.requestRelease, waiters: holder.waiters })
    next.go()
    if (holder.waiters.length > 0) await next.requestRelease()
  }
}

/** Resolves when it is the waiter's turn. A waiter that gives up leaves the queue. */
function waitFor(waiters: Waiter[], requestRelease: RequestRelease, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiter: Waiter = {
      requestRelease,
      go() {
        signal.removeEventListener('abort', giveUp)
        resolve()
      },
    }
    const giveUp = () => {
      waiters.splice(waiters.indexOf(waiter), 1)
      reject(LOCKED)
    }
    signal.addEventListener('abort', giveUp, { once: true })
    waiters.push(waiter)
  })
}
