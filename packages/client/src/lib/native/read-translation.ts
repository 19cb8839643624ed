import { throwInvalidResponse } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { isTranslationStatus, type Translation } from '../translation.ts'

/**
 * Reads a translation, or throws if it is not one. An unknown status counts as running: a newer
 * server must neither end nor break a wait.
 */
export function readTranslation(sent: unknown, log: Logger): Translation {
  const it = sent as Translation
  if (typeof it?.id !== 'string' || typeof it.version !== 'number' || typeof it.status !== 'string')
    throwInvalidResponse('not a translation')
  const known = <One extends { status: string }>(one: One): One => {
    if (isTranslationStatus(one.status)) return one
    warnOnce(log, it.id, one.status)
    return { ...one, status: 'running', rawStatus: one.status }
  }
  return {
    ...known(it),
    artifacts: it.artifacts ?? [],
    source: it.source ?? {},
    targets: (it.targets ?? []).map(known),
  }
}

const warned = new WeakMap<Logger, Set<string>>()

/** Warns once for each unknown status and client. */
export function warnOnce(log: Logger, translationId: string, word: string): void {
  const words = warned.get(log) ?? new Set()
  if (!words.has(word)) log.warn('unknown status counts as running', { translationId, status: word })
  warned.set(log, words.add(word))
}
