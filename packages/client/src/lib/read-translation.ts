import { ConnectionError } from './errors.ts'
import type { Logger } from './logger.ts'
import { isTranslationStatus, type Translation, type TranslationStatus } from './translation.ts'

/** Turns what the server sent into a translation, or throws where it is none. */
export type ReadTranslation = (sent: unknown) => Translation

/** A status that nobody knows counts as running: a newer server must neither end a wait nor break it. */
export function createReadTranslation(log: Logger): ReadTranslation {
  const warned = new Set<string>()

  return (sent) => {
    const it = sent as Translation
    if (typeof it?.id !== 'string' || typeof it.version !== 'number' || typeof it.status !== 'string') {
      throw new ConnectionError('The server sent something that is not a translation.', {
        code: 'invalid_response',
      })
    }
    const targets = (it.targets ?? []).map((target) => ({ ...target, ...known(target.status, it.id) }))
    return { ...it, ...known(it.status, it.id), artifacts: it.artifacts ?? [], targets } as Translation
  }

  function known(word: string, translationId: string): { status?: TranslationStatus; rawStatus?: string } {
    if (isTranslationStatus(word)) return {}
    if (!warned.has(word)) {
      warned.add(word)
      log.warn('unknown status counts as running', { translationId, status: word })
    }
    return { status: 'running', rawStatus: word }
  }
}
