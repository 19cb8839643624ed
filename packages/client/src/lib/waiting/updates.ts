import { guarded, type Logger } from '../logger.ts'
import type { Translation } from '../translation.ts'

/**
 * Calls the user's `onUpdate` with each state, one call at a time for each translation. While a
 * call is pending, only the newest state is kept. Errors are logged, and waiting goes on meanwhile.
 */
export class UpdateQueue {
  readonly #onUpdate: (translation: Translation) => unknown
  readonly #log: Logger
  /** For each translation with a pending call: the newest state since that call began, if any. */
  readonly #newest = new Map<string, Translation | undefined>()

  constructor(onUpdate: (translation: Translation) => unknown, log: Logger) {
    this.#onUpdate = onUpdate
    this.#log = log
  }

  deliver(translation: Translation): void {
    if (this.#newest.has(translation.id)) this.#newest.set(translation.id, translation)
    else void this.#run(translation)
  }

  async #run(first: Translation): Promise<void> {
    const { id } = first
    const onUpdate = this.#onUpdate
    for (let next: Translation | undefined = first; next; next = this.#newest.get(id)) {
      const state = next
      this.#newest.set(id, undefined)
      await guarded(this.#log, 'onUpdate', id, () => onUpdate(state))
    }
    this.#newest.delete(id)
  }
}
