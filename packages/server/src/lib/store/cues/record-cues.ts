import {
  cueId,
  isOpen,
  type CueSheet,
  type SheetCue,
  type SheetTarget,
} from 'video-translation-client/editing'
import type { RecognisedCue, TranslatedText } from '../../engines/cues.ts'
import type { TaskResult } from '../../engines/engine.ts'
import type { Job, JobTask } from '../state/job.ts'
import type { CueNews } from '../state/revise.ts'
import type { Tx } from '../tables/store-parts.ts'
import { findRevision, foldChanges, loadChanges, sheetOf } from './cue-rows.ts'
import { findStale, saveResults } from './cue-results.ts'
import { insertRevision } from './write-revision.ts'

/** Writes what a finished task says about cues. A person's text is never overwritten. */
export async function recordCues(
  tx: Tx,
  job: Job,
  task: JobTask,
  result: TaskResult,
  at: number,
): Promise<CueNews> {
  if (task.kind === 'source') return await recordSource(tx, job, result.cues, at)
  const language = task.language ?? ''
  if (result.translated === undefined && result.spoken === undefined) return newsWithoutCues(task)
  const { revision, cues } = await recordTexts(tx, job, language, result.translated ?? [], at)
  if (result.spoken === undefined) return { cueRevision: revision, stale: new Map() }
  // What was edited meanwhile is not in the result.
  const applied = job.cueRevision === task.cueRevision ? revision : (task.cueRevision ?? revision)
  await saveResults(tx, job.id, language, applied, result.spoken)
  return { cueRevision: revision, stale: await findStale(tx, job.id, [language], cues) }
}

/** What a task says about cues when its result has none. */
export function newsWithoutCues({ kind, language = '' }: JobTask): CueNews {
  return { stale: kind === 'source' ? new Map() : new Map([[language, false]]) }
}

async function recordSource(
  tx: Tx,
  { id, owner, cueRevision }: Job,
  cues: readonly RecognisedCue[] | undefined,
  at: number,
): Promise<CueNews> {
  if (cues === undefined) return { stale: new Map() }
  const head = await findRevision(tx, id)
  const before = head ? foldChanges(await loadChanges(tx, id)) : new Map<string, SheetCue>()
  // A source that is prepared again, after it had failed, finds the cues of before.
  if (before.size > 0) return { cueRevision: cueRevision ?? head?.revision, stale: new Map() }
  const after = firstSheet(cues)
  const revision = (head?.revision ?? 0) + 1
  const written = { translationId: id, owner, revision, at, author: 'machine' as const, by: '' }
  await insertRevision(tx, { ...written, before, after })
  return { cueRevision: revision, stale: new Map() }
}

function firstSheet(recognised: readonly RecognisedCue[]): CueSheet {
  const cues = recognised.map((cue, index): SheetCue => ({ id: cueId(index + 1), ...cue, targets: {} }))
  return { cues, nextNumber: recognised.length + 1 }
}

/** The cues and their revision after the texts of a translator are in them. */
async function recordTexts(
  tx: Tx,
  { id, owner }: Job,
  language: string,
  texts: readonly TranslatedText[],
  at: number,
): Promise<{ revision: number; cues: readonly SheetCue[] }> {
  const head = await findRevision(tx, id)
  const before = foldChanges(await loadChanges(tx, id))
  const sheet = sheetOf(before, head?.next_number ?? 1)
  const known = new Map(texts.map((text) => [text.id, text]))
  const cues = sheet.cues.map((cue) => withText(cue, language, known.get(cue.id)))
  const revision = head?.revision ?? 0
  if (cues.every((cue, index) => cue === sheet.cues[index])) return { revision, cues }
  const after = { ...sheet, cues }
  const next = { translationId: id, owner, revision: revision + 1, at }
  const machine = { author: 'machine' as const, by: '' }
  await insertRevision(tx, { ...next, ...machine, before, after })
  return { revision: revision + 1, cues }
}

/** The same cue, unless the machine has a text for it and no person has written one. */
function withText(cue: SheetCue, language: string, news: TranslatedText | undefined): SheetCue {
  const target = cue.targets[language]
  if (news === undefined || !isOpen(cue, target)) return cue
  const { author: _author, by: _by, approved: _approved, ...rest } = target ?? { text: null }
  const written: SheetTarget = { ...rest, text: news.text, author: 'machine', of: news.source }
  return { ...cue, targets: { ...cue.targets, [language]: written } }
}
