import { guarded, type Logger } from '../logger.ts'
import type { Translation } from '../translation.ts'

/**
 * Calls the user's function with every state, one at a time for each translation: while its promise
 * is pending only the newest state is kept. The function can neither break nor delay waiting.
 */
export function createUpdates(
  onUpdate: (translation: Translation) => unknown,
  log: Logger,
): (translation: Translation) => void {
  const busy = new Map<string, Translation | undefined>()
  return (translation) => {
    if (busy.has(translation.id)) busy.set(translation.id, translation)
    else void tell(translation)
  }

  async function tell(first: Translation): Promise<void> {
    const { id } = first
    for (let next: Translation | undefined = first; next; next = busy.get(id)) {
      busy.set(id, undefined)
      await guarded(log, 'onUpdate', id, () => onUpdate(next))
    }
    busy.delete(id)
  }
}
