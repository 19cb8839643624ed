import type { Target, Translation } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import { type TargetDub, readCheckpoint, saveCheckpoint } from './target-dub.ts'
import { ofLanguages } from './options.ts'
import { findTarget, untilEnded } from './until-ended.ts'

/**
 * Adds the language of the task to its project, and waits for its dub, which the vendor is paid
 * for.
 * @throws EngineError `language_renamed` if the vendor lists it by another tag
 */
export async function addLanguage(dub: TargetDub): Promise<Target> {
  const { client, id, task, signal } = dub
  const { language, options } = task
  const now = await client.get(id, { signal })
  const { before } = readCheckpoint(dub)
  // The answer to an earlier attempt may be lost, and another one would be paid for, too.
  if (before) requireNotRenamed(now, before, language)
  else await saveCheckpoint(dub, { before: now.targets.map((target) => target.language) })
  const known = before ?? now.targets.map((target) => target.language)
  const request = { to: [language], options: ofLanguages(options) }
  const added = await client.addTargets(id, request, { signal })
  requireListed(added, known, language)
  return findTarget(await untilEnded(dub), language) as Target
}

/** Without its tag, the language could only be added and paid for again. */
function requireListed(translation: Translation, before: readonly string[], language: string): void {
  requireNotRenamed(translation, before, language)
  if (findTarget(translation, language)) return
  const message = `The vendor took ${language}, and does not list it. Look at the project ${translation.id} there.`
  throw new EngineError('language_renamed', message)
}

function requireNotRenamed(translation: Translation, before: readonly string[], language: string): void {
  if (findTarget(translation, language)) return
  const primary = primaryOf(language)
  const renamed = translation.targets.find(
    (target) => primaryOf(target.language) === primary && !before.includes(target.language),
  )
  if (renamed === undefined) return
  const message =
    `The vendor lists ${language} as ${renamed.language}, so its dub cannot be told from others. ` +
    `Create the translation into ${renamed.language} instead.`
  throw new EngineError('language_renamed', message)
}

function primaryOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? tag
}
