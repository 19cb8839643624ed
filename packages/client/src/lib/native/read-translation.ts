import { ConnectionError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { isTranslationStatus, type Translation, type TranslationStatus } from '../translation.ts'

/**
 * Turns what the server sent into a translation, or throws where it is none. A status that nobody knows counts as
 * running: a newer server must neither end a wait nor break it.
 */
export function readTranslation(sent: unknown, log: Logger): Translation {
  const it = sent as Translation
  if (typeof it?.id !== 'string' || typeof it.version !== 'number' || typeof it.status !== 'string') {
    throw new ConnectionError('The server sent something that is not a translation.', {
      code: 'invalid_response',
    })
  }
  const known = (word: string) => knownStatus(word, it.id, log)
  const targets = (it.targets ?? []).map((target) => ({ ...target, ...known(target.status) }))
  return { ...it, ...known(it.status), artifacts: it.artifacts ?? [], targets } as Translation
}

function knownStatus(
  word: string,
  translationId: string,
  log: Logger,
): { status?: TranslationStatus; rawStatus?: string } {
  if (isTranslationStatus(word)) return {}
  warnOnce(log, translationId, word)
  return { status: 'running', rawStatus: word }
}

const warned = new WeakMap<Logger, Set<string>>()

/** Once for each word and client. */
export function warnOnce(log: Logger, translationId: string, word: string): void {
  const words = warned.get(log) ?? new Set()
  if (!words.has(word)) log.warn('unknown status counts as running', { translationId, status: word })
  warned.set(log, words.add(word))
}
