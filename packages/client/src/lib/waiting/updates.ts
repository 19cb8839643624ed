import { guarded, type Logger } from '../logger.ts'
import type { Translation } from '../translation.ts'

/**
 * Calls the user's `onUpdate` with each state, one call at a time for each translation. While a
 * call is pending, only the newest state is kept. Errors are logged, and waiting goes on meanwhile.
 */
export function createUpdates(
  onUpdate: (translation: Translation) => unknown,
  log: Logger,
): (translation: Translation) => void {
  const busy = new Map<string, Translation | undefined>()
  const callFrom = async (first: Translation): Promise<void> => {
    const { id } = first
    for (let next: Translation | undefined = first; next; next = busy.get(id)) {
      const state = next
      busy.set(id, undefined)
      await guarded(log, 'onUpdate', id, () => onUpdate(state))
    }
    busy.delete(id)
  }
  return (translation) => {
    if (busy.has(translation.id)) busy.set(translation.id, translation)
    else void callFrom(translation)
  }
}
