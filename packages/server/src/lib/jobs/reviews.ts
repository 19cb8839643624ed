import type { Log } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'
import { awaitedStage } from '../store/state/review.ts'

export interface ReviewWatchOptions {
  store: Pick<Store, 'dueReviews' | 'get' | 'approve' | 'cancel'>
  log: Log
  /** Epoch milliseconds. */
  clock: () => number
  /** Milliseconds between two checks. Default 2,000. */
  intervalMs?: number
}

/** Ends the stops of reviews whose time is over, until it is stopped. */
export interface ReviewWatch {
  /** Checks now. Resolves with the number of stops that it ended. */
  endDue(): Promise<number>
  stop(): Promise<void>
}

/** Stops ended at once; the next check goes on. */
const BATCH = 50

/** Several nodes may watch: a stop that another has ended is left alone. */
export function watchReviews(options: ReviewWatchOptions): ReviewWatch {
  const { store, log, clock, intervalMs = 2_000 } = options
  let ending: Promise<number> | undefined
  const endDue = (): Promise<number> => {
    ending ??= endAll(store, clock()).finally(() => (ending = undefined))
    return ending
  }
  const timer = setInterval(() => {
    endDue().catch((error: unknown) =>
      log.error({ err: error }, 'Reviews whose time is over could not be ended.'),
    )
  }, intervalMs)
  timer.unref()
  return {
    endDue,
    async stop() {
      clearInterval(timer)
      await ending?.catch(() => 0)
    },
  }
}

async function endAll(store: ReviewWatchOptions['store'], now: number): Promise<number> {
  const ids = await store.dueReviews(now, BATCH)
  for (const id of ids) await endReview(id, store)
  return ids.length
}

async function endReview(id: string, store: ReviewWatchOptions['store']): Promise<void> {
  const record = await store.get(id)
  const stage = awaitedStage(record?.review)
  if (stage === undefined || record?.review?.timeout === undefined) return
  if (record.review.timeout.action === 'cancel') await store.cancel(id)
  else await store.approve(id, { stage })
}
