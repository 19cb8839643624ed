import { TranslationError } from '../errors.ts'
import { nothing } from '../timers.ts'
import type { Translation } from '../translation.ts'
import type { WaitOptions } from './options/wait-options.ts'
import type { Waiting } from './waiting.ts'

/** Yields the newest state of each translation as it changes, until all are final. */
export async function* readUpdates(
  waiting: Waiting,
  ids: readonly string[],
  options: WaitOptions,
): AsyncGenerator<Translation, void> {
  const unread = new Map<string, Translation>()
  let wake = nothing
  let isOver = false
  const onUpdate = (translation: Translation): void => {
    unread.set(translation.id, translation)
    wake()
  }
  const failing = failureOf(waiting.awaitEnds(ids, { ...options, continueOnInput: true, onUpdate }))
  void failing.finally(() => {
    isOver = true
    wake()
  })
  for (;;) {
    options.signal?.throwIfAborted()
    const [next] = unread.values()
    if (next) {
      unread.delete(next.id)
      yield next
    } else if (isOver) break
    else await new Promise<void>((resolve) => (wake = resolve))
  }
  const failure = await failing
  if (failure) throw failure
}

/** The first error other than that a translation ended without success. */
async function failureOf(ends: ReturnType<Waiting['awaitEnds']>): Promise<unknown> {
  try {
    const outcomes = await ends
    return outcomes.find(({ error }) => error && !(error instanceof TranslationError))?.error
  } catch (reason) {
    return reason
  }
}
