import { setTimeout as delay } from 'node:timers/promises'
import { isFinal, type Target, type Translation } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import { failureOf } from '../vendor/failures.ts'
import { reportProgress } from '../vendor/signs-of-life.ts'
import type { TargetDub } from './target-dub.ts'

const MAX_WATCHES = 5
const PAUSE_MS = 1_000

/**
 * Waits for the end of the language alone.
 * @throws EngineError if the language fails, is not there, or nobody works on it
 */
export async function untilEnded(dub: TargetDub): Promise<Translation> {
  const { task, signal } = dub
  for (let watches = 0; watches < MAX_WATCHES; watches++) {
    const ended = await watchOnce(dub)
    if (ended) return ended
    // All that the watch knew had ended before the language was dubbed again.
    await delay(PAUSE_MS, undefined, { signal })
  }
  throw unfinished(task.language)
}

async function watchOnce(dub: TargetDub): Promise<Translation | undefined> {
  const { client, id, task, signal, context } = dub
  for await (const seen of client.watch(id, { signal })) {
    reportProgress(findTarget(seen, task.language) ?? {}, context)
    if (!hasEnded(seen, task.language)) continue
    // The wait of another language may have seen it before it was dubbed again.
    const now = await client.get(id, { signal })
    if (hasEnded(now, task.language)) return requireCompleted(now, task.language)
  }
  return undefined
}

export function requireCompleted(translation: Translation, language: string): Translation {
  const { id, targets } = translation
  const target = findTarget(translation, language)
  if (target?.status === 'completed') return translation
  const own = { ...translation, targets: targets.filter((each) => each === target) }
  throw failureOf({ id, result: target?.status ?? 'error', translation: own })
}

export function unfinished(language: string): EngineError {
  const message = `The vendor has not dubbed the newest lines of ${language}, and does not work on them either.`
  return new EngineError('dub_unfinished', message, { retryable: true })
}

export function hasEnded(translation: Translation, language: string): boolean {
  const target = findTarget(translation, language)
  return target !== undefined && isFinal(target.status)
}

/** The vendor may write the tag of a language in other letters. */
export function findTarget({ targets }: Translation, language: string): Target | undefined {
  return targets.find((target) => target.language.toLowerCase() === language.toLowerCase())
}
