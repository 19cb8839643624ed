import { drainDue } from '../drain-due.ts'
import type { Log } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'

export interface ReviewWatchOptions {
  store: Pick<Store, 'dueReviews' | 'endReview'>
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

/** Several nodes may watch: a stop that another has ended is left alone. */
export function watchReviews(options: ReviewWatchOptions): ReviewWatch {
  const { log, clock, intervalMs = 2_000 } = options
  let ending: Promise<number> | undefined
  const endDue = (): Promise<number> => {
    ending ??= endAll(options, clock()).finally(() => (ending = undefined))
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

async function endAll({ store, log }: ReviewWatchOptions, now: number): Promise<number> {
  return await drainDue({
    find: (limit, skip) => store.dueReviews(now, limit, skip),
    handle: async (id) => (await store.endReview(id, now)) !== undefined,
    onError: (id, error) =>
      log.error({ err: error, translationId: id }, 'A review whose time is over could not be ended.'),
  })
}
