import type { Waiting } from './waiting.ts'
import { TranslationError } from '../errors.ts'
import { nothing } from '../timers.ts'
import type { Translation } from '../translation.ts'
import type { WatchOptions } from './wait-options.ts'

/**
 * The states of one or several translations as they change: read it with `for await`, and `break`
 * when you have seen enough. A reader that is slower than the changes gets the newest state of
 * each. It ends when all are final. An error about one is thrown after the others have ended.
 */
export interface Watch extends AsyncIterableIterator<Translation, undefined>, AsyncDisposable {
  return(): Promise<IteratorResult<Translation, undefined>>
}

/** Begins with the first `next`. */
export function createWatch(waiting: Waiting, ids: readonly string[], options: WatchOptions): Watch {
  const stop = new AbortController()
  const unread = new Map<string, Translation>()
  let wake = nothing
  let over = false
  let failure: unknown

  const updates = read()
  // A generator's own `return` would wait for a pending `next`.
  const end = updates.return.bind(updates)
  return Object.assign(updates, { return: finish, [Symbol.asyncDispose]: async () => void (await finish()) })

  async function* read(): AsyncGenerator<Translation, undefined> {
    void follow()
    for (;;) {
      for (const [id, translation] of unread) {
        unread.delete(id)
        yield translation
      }
      if (over) break
      await new Promise<void>((resolve) => (wake = resolve))
    }
    if (failure && !stop.signal.aborted) throw failure
    return undefined
  }

  async function follow(): Promise<void> {
    const signal = AbortSignal.any([stop.signal, options.signal ?? stop.signal])
    try {
      const outcomes = await waiting.awaitEnds(ids, { ...options, signal, continueOnInput: true, onUpdate })
      failure = outcomes.find(({ error }) => error && !(error instanceof TranslationError))?.error
    } catch (reason) {
      failure = reason
      unread.clear()
    }
    over = true
    wake()
  }

  function onUpdate(translation: Translation): void {
    unread.set(translation.id, translation)
    wake()
  }

  function finish(): Promise<IteratorResult<Translation, undefined>> {
    stop.abort()
    unread.clear()
    return end(undefined)
  }
}
