import type { Core } from '../core.ts'
import { TranslationError } from '../errors.ts'
import { nothing } from '../timers.ts'
import type { Translation } from '../translation.ts'
import type { WatchOptions } from './wait-options.ts'

/**
 * The states of one or several translations as they change: `for await` it, `break` when you have seen enough. A
 * reader slower than the changes gets the newest state of each. Ends when all are final. The failure of one is thrown
 * after the others have ended, so that it hides none.
 */
export interface Watch extends AsyncIterableIterator<Translation, undefined>, AsyncDisposable {
  return(): Promise<IteratorResult<Translation, undefined>>
}

/** Begins with the first `next`. */
export function createWatch({ waiting }: Core, ids: readonly string[], options: WatchOptions): Watch {
  const stop = new AbortController()
  const unread = new Map<string, Translation>()
  let wake = nothing
  let over = false
  let failure: unknown

  const updates = read()
  // While `next` is pending, a generator alone would end only after it.
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
