import type { Target, Translation } from 'video-translation-client'
import type { TargetTask, TaskContext, TaskResult } from '../../engine.ts'
import { resultsOf, type TargetNames } from '../lines/results.ts'
import { type LinedJob, sendEdits } from '../lines/send-edits.ts'
import { collect } from '../vendor/collect.ts'
import { withSignsOfLife } from '../vendor/signs-of-life.ts'
import type { ReadyVendor } from '../vendor/vendor.ts'
import { addLanguage } from './add-language.ts'
import { type FindEdits, lineEdits, reopenings, textEdits } from './differences.ts'
import { type TargetDub, readCheckpoint, saveCheckpoint } from './target-dub.ts'
import type { PreparedProject } from './source-task.ts'
import type { InTurn } from './turns.ts'
import { findTarget, hasEnded, requireCompleted, unfinished, untilEnded } from './until-ended.ts'

/**
 * Brings one language of a project up to date with the cues, and collects its files. Each step
 * looks at what the vendor has, so a restart does nothing twice.
 */
export async function dubTarget(
  task: TargetTask,
  context: TaskContext,
  vendor: ReadyVendor,
  inTurn: InTurn,
): Promise<TaskResult> {
  const { projectId: id } = task.prepared as PreparedProject
  const { client, responses } = vendor
  const dub: TargetDub = { task, context, inTurn, client, id, signal: context.signal }
  context.log.info({ vendorId: id }, 'The vendor is at work.')
  const translation = await withSignsOfLife(responses, context, () => bringUpToDate(dub))
  return await resultOf(translation, dub, vendor)
}

async function bringUpToDate(dub: TargetDub): Promise<Translation> {
  const { client, id, task, signal } = dub
  const { language } = task
  const dubbed = await endDubInProgress(dub)
  // The source's lines belong to all languages, so their tasks send them one after the other.
  await dub.inTurn(id, () => send(dub, lineEdits, dubbed))
  if (dubbed) await reopenOnce(dub, dubbed)
  const target = dubbed ?? (await addLanguage(dub))
  await send(dub, textEdits, target)
  const now = await client.apply(id, { targets: [target.language] }, { signal })
  return requireCurrent(
    hasEnded(now, language) ? requireCompleted(now, language) : await untilEnded(dub),
    language,
  )
}

/** The language, if it has a dub. One that is being made is waited for. */
async function endDubInProgress(dub: TargetDub): Promise<Target | undefined> {
  const { client, id, task, signal } = dub
  const now = await client.get(id, { signal })
  const target = findTarget(now, task.language)
  if (target === undefined || target.status === 'error') return undefined
  return hasEnded(now, task.language) ? target : findTarget(await untilEnded(dub), task.language)
}

/**
 * Without cues, nobody can have corrected one.
 * @param target what to read. Undefined: it is not there yet.
 */
async function send(dub: TargetDub, findEdits: FindEdits, target: Target | undefined): Promise<void> {
  const { cues } = dub.task
  if (cues === undefined) return
  const names = namesOf(dub, target)
  const job: LinedJob = dub
  await sendEdits(job, (page) => findEdits(cues, page, names), target?.language)
}

/** The vendor may write the tag of a language in its own way. */
function namesOf({ task: { language } }: TargetDub, target: Target | undefined): TargetNames {
  return { language, tag: target?.language ?? language }
}

/**
 * A text that is open at the vendor says nothing about who opened it, so it is noted before the
 * vendor is paid for its translation.
 */
async function reopenOnce(dub: TargetDub, target: Target): Promise<void> {
  const { revision = 1 } = dub.task
  const saved = readCheckpoint(dub)
  if (saved.reopenedIn === revision) return
  await send(dub, reopenings, target)
  await saveCheckpoint(dub, { reopenedIn: revision })
}

/** The old files must not pass for those of the corrected lines. */
function requireCurrent(translation: Translation, language: string): Translation {
  if (!findTarget(translation, language)?.stale) return translation
  throw unfinished(language)
}

async function resultOf(translation: Translation, dub: TargetDub, vendor: ReadyVendor): Promise<TaskResult> {
  const { client, id, task, context, signal } = dub
  const { cues = [], language } = task
  const target = findTarget(translation, language) as Target
  const { items } = await client.cues(id, { target: target.language, signal })
  return {
    artifacts: await collect({ ...translation, artifacts: [], targets: [target] }, language, context, vendor),
    warnings: target.warnings,
    ...resultsOf(cues, items, namesOf(dub, target)),
  }
}
