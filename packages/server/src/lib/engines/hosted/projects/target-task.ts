import { isFinal, type Target, type Translation } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import type { TargetTask, TaskContext, TaskResult } from '../../engine.ts'
import { collect } from '../vendor/collect.ts'
import { failureOf, judgeRefusal } from '../vendor/failures.ts'
import { reportProgress, withSignsOfLife } from '../vendor/signs-of-life.ts'
import type { ReadyVendor } from '../vendor/vendor.ts'
import { lineEdits, reopenings, textEdits } from './differences.ts'
import { ofLanguages } from './options.ts'
import { resultsOf } from './results.ts'
import { type Project, sendEdits } from './send-edits.ts'
import type { PreparedProject } from './source-task.ts'
import type { InTurn } from './turns.ts'

/** The work on one language of a project. */
interface Dub extends Project {
  task: TargetTask
  context: TaskContext
  /** The source's lines belong to all languages, so their tasks send them one after the other. */
  inTurn: InTurn
}

/** What was asked for once in this revision, and must not be asked for again. */
interface DubCheckpoint {
  reopened: true
  /** The revision of the translation. */
  revision: number
}

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
  const dub: Dub = { task, context, inTurn, client, id, signal: context.signal }
  context.log.info({ vendorId: id }, 'The vendor is at work.')
  const translation = await withSignsOfLife(responses, context, () => bringUpToDate(dub)).catch(
    (error: unknown) => {
      throw judgeRefusal(error)
    },
  )
  return await resultOf(translation, dub, vendor)
}

async function bringUpToDate(dub: Dub): Promise<Translation> {
  const { client, id, task, signal } = dub
  const { language } = task
  const isDubbed = await endDubInProgress(dub)
  await dub.inTurn(id, () => send(dub, lineEdits, isDubbed))
  await reopenOnce(dub, isDubbed)
  if (!isDubbed) await addLanguage(dub)
  await send(dub, textEdits)
  const now = await client.apply(id, { targets: [language] }, { signal })
  return requireCurrent(hasEnded(now, language) ? now : await untilEnded(dub), language)
}

/** Without cues, nobody can have corrected one. */
async function send(dub: Dub, differences: typeof textEdits, isDubbed = true): Promise<void> {
  const { cues, language } = dub.task
  if (cues === undefined) return
  await sendEdits(dub, ({ items }) => differences(cues, items, language), isDubbed ? language : undefined)
}

/** Whether the language has a dub. One that is being made is waited for. */
async function endDubInProgress(dub: Dub): Promise<boolean> {
  const { client, id, task, signal } = dub
  const now = await client.get(id, { signal })
  const target = findTarget(now, task.language)
  if (target === undefined || target.status === 'error') return false
  if (!hasEnded(now, task.language)) await untilEnded(dub)
  return true
}

/**
 * A text that is open at the vendor says nothing about who opened it, so it is noted before the
 * vendor is paid for its translation.
 */
async function reopenOnce(dub: Dub, isDubbed: boolean): Promise<void> {
  const { context, task } = dub
  const { revision = 1 } = task
  const saved = context.checkpoint.value as DubCheckpoint | undefined
  if (saved?.revision === revision) return
  if (isDubbed) await send(dub, reopenings)
  await context.checkpoint.save({ reopened: true, revision } satisfies DubCheckpoint)
}

async function addLanguage(dub: Dub): Promise<void> {
  const { client, id, task, signal } = dub
  const options = ofLanguages(task.options)
  await client.addTargets(id, { to: [task.language], options }, { signal })
  await untilEnded(dub)
}

/** Waits for the end of the language alone. @throws EngineError if it fails */
async function untilEnded(dub: Dub): Promise<Translation> {
  const { client, id, task, signal, context } = dub
  for await (const seen of client.watch(id, { signal })) {
    reportProgress(findTarget(seen, task.language) ?? {}, context)
    if (!hasEnded(seen, task.language)) continue
    // The wait of another language may have seen it before it was dubbed again.
    const now = await client.get(id, { signal })
    if (hasEnded(now, task.language)) return requireCompleted(now, task.language)
  }
  throw unfinished(task.language)
}

function requireCompleted(translation: Translation, language: string): Translation {
  const { id, targets } = translation
  const target = findTarget(translation, language)
  if (target?.status === 'completed') return translation
  const own = { ...translation, targets: targets.filter((each) => each === target) }
  throw failureOf({ id, result: target?.status ?? 'error', translation: own })
}

/** The old files must not pass for those of the corrected lines. */
function requireCurrent(translation: Translation, language: string): Translation {
  if (!findTarget(translation, language)?.stale) return translation
  throw unfinished(language)
}

function unfinished(language: string): EngineError {
  const message = `The vendor has not dubbed the newest lines of ${language}, and does not work on them either.`
  return new EngineError('dub_unfinished', message, { retryable: true })
}

async function resultOf(translation: Translation, dub: Dub, vendor: ReadyVendor): Promise<TaskResult> {
  const { client, id, task, context, signal } = dub
  const { cues = [], language } = task
  const target = findTarget(translation, language) as Target
  const { items } = await client.cues(id, { target: language, signal })
  return {
    artifacts: await collect({ ...translation, artifacts: [], targets: [target] }, language, context, vendor),
    warnings: target.warnings,
    ...resultsOf(cues, items, language),
  }
}

function hasEnded(translation: Translation, language: string): boolean {
  const target = findTarget(translation, language)
  return target !== undefined && isFinal(target.status)
}

function findTarget({ targets }: Translation, language: string): Target | undefined {
  return targets.find((target) => target.language.toLowerCase() === language.toLowerCase())
}
