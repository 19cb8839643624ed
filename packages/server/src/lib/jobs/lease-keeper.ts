import { type Log, LostLease } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'
import type { Lease } from '../store/claimed-task.ts'
import { TaskCanceled } from './abort-reasons.ts'

/** Keeps a lease alive, and notices when the task is no longer wanted. */
export interface LeaseKeeper {
  /** Checks at once whether the task is still wanted. */
  recheck(): void
  /** Resolves when it no longer uses the store. */
  stop(): Promise<void>
}

export interface LeaseKeeperOptions {
  store: Store
  lease: Lease
  translationId: string
  leaseMs: number
  heartbeatMs: number
  log: Log
  /** Called with the reason, possibly more than once. */
  onEnd: (reason: TaskCanceled | LostLease) => void
}

/** A store that does not answer does not end the lease. It is lost only when the store says so. */
export function keepLease(options: LeaseKeeperOptions): LeaseKeeper {
  const { store, lease, translationId, leaseMs, log, onEnd } = options
  const beat = createSingleFlight(async () => {
    const answer = await store.heartbeat(lease, leaseMs)
    if (answer === 'canceled') onEnd(new TaskCanceled())
    if (answer === 'lost') onEnd(new LostLease('Another worker has the task now, or it was deleted.'))
  })
  const read = createSingleFlight(async () => {
    const translation = await store.get(translationId)
    if (translation === undefined) onEnd(new LostLease('The translation was deleted.'))
    else if (translation.cancelRequested) onEnd(new TaskCanceled())
  })
  let stopped = false
  const calls = new Set<Promise<void>>()
  const callAndLog = (call: () => Promise<void>) => {
    if (stopped) return
    const done = call()
      .catch((error: unknown) =>
        log.warn({ err: error }, 'The store does not answer; the lease may run out.'),
      )
      .finally(() => calls.delete(done))
    calls.add(done)
  }
  const timer = setInterval(() => callAndLog(beat), options.heartbeatMs)
  return {
    recheck: () => callAndLog(read),
    async stop() {
      stopped = true
      clearInterval(timer)
      await Promise.all(calls)
    },
  }
}

/** While a call is running, any number of further calls become one call after it. */
function createSingleFlight(call: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  const start = () => {
    running = call().finally(() => (running = undefined))
    return running
  }
  return () => {
    if (running === undefined) return start()
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return start()
      })
    return next
  }
}
