import type { Logger } from '../logger.ts'
import type { Translation } from '../translation.ts'

/**
 * Tells a caller's function of every state, one at a time for each translation: while its promise is pending only the
 * newest is kept. What it does can neither break nor delay waiting.
 */
export function createUpdates(
  onUpdate: ((translation: Translation) => unknown) | undefined,
  log: Logger,
): (translation: Translation) => void {
  const busy = new Map<string, Translation | undefined>()
  return (translation) => {
    if (busy.has(translation.id)) busy.set(translation.id, translation)
    else if (onUpdate) void tell(onUpdate, translation)
  }

  async function tell(
    onUpdate: (translation: Translation) => unknown,
    translation: Translation,
  ): Promise<void> {
    const { id } = translation
    for (let next: Translation | undefined = translation; next; next = busy.get(id)) {
      busy.set(id, undefined)
      try {
        await onUpdate(next)
      } catch (error) {
        log.error('onUpdate failed', { translationId: id, error: String(error) })
      }
    }
    busy.delete(id)
  }
}
