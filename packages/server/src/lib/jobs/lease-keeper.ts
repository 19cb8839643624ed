import { type Log, LostLease } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'
import type { Lease } from '../store/claimed-task.ts'
import { TaskCanceled } from './abort-reasons.ts'

/** Keeps a lease alive and notices when the task is not wanted any more. */
export interface LeaseKeeper {
  /** Looks at once, because something changed. */
  look(): void
  /** Resolves when it has let go of the store. */
  stop(): Promise<void>
}

export interface LeaseKeeperOptions {
  store: Store
  lease: Lease
  translationId: string
  leaseMs: number
  heartbeatMs: number
  log: Log
  /** Called, maybe more than once, with the reason. */
  onEnd: (reason: TaskCanceled | LostLease) => void
}

/** A store that does not answer changes nothing: the lease is lost when the store says so, or another has it. */
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
  const quietly = (call: () => Promise<void>) => {
    if (stopped) return
    const done = call()
      .catch((error: unknown) =>
        log.warn({ err: error }, 'The store does not answer; the lease may run out.'),
      )
      .finally(() => calls.delete(done))
    calls.add(done)
  }
  const timer = setInterval(() => quietly(beat), options.heartbeatMs)
  return {
    look: () => quietly(read),
    async stop() {
      stopped = true
      clearInterval(timer)
      await Promise.all(calls)
    },
  }
}

/** While one call is under way, any number of further ones become one call after it. */
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
