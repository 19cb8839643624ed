import type { Waiting } from './waiting.ts'
import type { Http } from '../http/http.ts'
import { loadPart } from '../load-part.ts'
import type { Translation } from '../translation.ts'
import type { WatchOptions } from './options/wait-options.ts'

/**
 * The states of translations as they change. Read it with `for await`, and `break` when you have
 * seen enough. A slow reader gets only the newest state of each.
 *
 * It ends when all are final. If the wait for one fails, its error is thrown after the others
 * ended.
 */
export interface Watch extends AsyncIterableIterator<Translation, undefined>, AsyncDisposable {
  return(): Promise<IteratorResult<Translation, undefined>>
}

/** The parts of a client that a watch needs. */
interface Watcher {
  readonly http: Http
  readonly waiting: Waiting
}

/** Nothing is requested before the first `next`. */
export function createWatch(client: Watcher, ids: readonly string[], options: WatchOptions): Watch {
  const stop = new AbortController()
  const updates = read(client, ids, options, stop.signal)
  const end = updates.return.bind(updates)
  // The generator's own `return` would wait for a pending `next`.
  const finish = (): Promise<IteratorResult<Translation, undefined>> => {
    stop.abort()
    return end(undefined)
  }
  return Object.assign(updates, { return: finish, [Symbol.asyncDispose]: async () => void (await finish()) })
}

async function* read(
  { http, waiting }: Watcher,
  ids: readonly string[],
  options: WatchOptions,
  stop: AbortSignal,
): AsyncGenerator<Translation, undefined> {
  const signal = AbortSignal.any([stop, options.signal ?? stop])
  try {
    const all = { ...options, signal }
    const { readUpdates } = await loadPart(() => import('./read-updates.ts'), http, all)
    yield* readUpdates(waiting, ids, all)
  } catch (error) {
    if (!stop.aborted) throw error
  }
  return undefined
}
