import type { Locker, RequestRelease } from '@tus/server'

/** How long a request waits for the current writer, which was asked to stop and needs a moment. */
const WAIT_MS = 30_000
/** A client's retries never cause more waiting requests for one upload. */
const MAX_WAITERS = 16

/** The error that the library sends. */
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
 * Allows one request at a time for each upload, as the protocol requires. A later request stops the
 * current one, which is usually a connection that broke unnoticed. Waiting requests queue without
 * cost, while the library's own locker polls in every turn of the event loop.
 */
export function createUploadLocker(waitMs = WAIT_MS): Locker {
  const holders = new Map<string, Holder>()
  const lock = async (id: string, signal: AbortSignal, requestRelease: RequestRelease): Promise<void> => {
    const holder = holders.get(id)
    if (!holder) return void holders.set(id, { requestRelease, waiters: [] })
    if (holder.waiters.length >= MAX_WAITERS || signal.aborted) throw LOCKED
    const turn = waitFor(
      holder.waiters,
      requestRelease,
      AbortSignal.any([signal, AbortSignal.timeout(waitMs)]),
    )
    await holder.requestRelease()
    await turn
  }

  const unlock = async (id: string): Promise<void> => {
    const holder = holders.get(id)
    if (!holder) throw new Error(`The lock of upload ${id} is not held.`)
    const next = holder.waiters.shift()
    if (!next) return void holders.delete(id)
    holders.set(id, { requestRelease: next.requestRelease, waiters: holder.waiters })
    next.go()
    if (holder.waiters.length > 0) await next.requestRelease()
  }
  return {
    newLock: (id) => ({ lock: (signal, release) => lock(id, signal, release), unlock: () => unlock(id) }),
  }
}

/** Resolves when it is the waiter's turn. A waiter whose signal aborts leaves the queue. */
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
