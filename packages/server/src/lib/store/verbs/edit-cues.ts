import type { Kysely } from 'kysely'
import type { CueEditResult } from 'video-translation-client'
import {
  applyEdits,
  type CueHistory,
  type Edited,
  isSameCue,
  type SheetCue,
} from 'video-translation-client/editing'
import { notBefore } from '../clock.ts'
import type { CueStore, EditOutcome, EditRequest } from '../cue-store.ts'
import {
  type CueChange,
  type CueRevision,
  findRevision,
  foldChanges,
  loadChanges,
  sheetOf,
} from '../cues/cue-rows.ts'
import { findStale, loadResults } from '../cues/cue-results.ts'
import { findAnswer, isHistoryFull, keepAnswer, type KeptAnswer } from '../cues/edit-history.ts'
import { viewCues } from '../cues/cue-views.ts'
import { insertRevision } from '../cues/write-revision.ts'
import type { Change } from '../state/conclude.ts'
import type { Job } from '../state/job.ts'
import { noteCues } from '../state/revise.ts'
import { toRecord } from '../tables/rows.ts'
import type { Schema } from '../tables/schema.ts'
import type { StoreParts, Tx } from '../tables/store-parts.ts'
import { lockJob } from './jobs.ts'
import { saveChange } from './save-changes.ts'

export function createCueStore(parts: StoreParts, onChange: (change: Change) => void): CueStore {
  return {
    async read(id, { revision, language } = {}) {
      const found = await findRevision(parts.db, id, revision)
      if (found === undefined) return undefined
      const options = { revision: found.revision, language }
      const cues = foldChanges(await loadChanges(parts.db, id, options))
      const results = await loadResults(parts.db, id, language)
      return { revision: found.revision, sheet: sheetOf(cues, found.next_number), results }
    },
    async edit(id, request) {
      const { outcome, change } = await parts.transact((tx) => edit(tx, parts, id, request))
      if (change) onChange(change)
      return typeof outcome === 'function' ? await outcome(parts.db) : outcome
    },
  }
}

interface EditEffect {
  outcome: EditOutcome | ReadOutcome
  change?: Change
}

/** Reads all cues, which may take long: no other writer has to wait for it. */
type ReadOutcome = (db: Kysely<Schema>) => Promise<EditOutcome>

async function edit(tx: Tx, parts: StoreParts, id: string, request: EditRequest): Promise<EditEffect> {
  const job = await lockJob(tx, parts.dialect, id)
  if (job === undefined) return { outcome: { kind: 'not_found' } }
  const replayed = await findReplay(tx, job, request)
  if (replayed) return { outcome: replayed }
  if (request.isRepeatOnly) return { outcome: { kind: 'no_repeat' } }
  const head = await findRevision(tx, id)
  if (head === undefined) return { outcome: { kind: 'no_cues' } }
  if (head.revision !== request.revision)
    return { outcome: (db) => describeSince(db, job, request.revision, head) }
  if (await isHistoryFull(tx, id, head.revision)) return { outcome: { kind: 'history_full' } }
  return await makeEdits(tx, parts, { job, request, head })
}

async function findReplay(
  tx: Tx,
  job: Job,
  { idempotency }: EditRequest,
): Promise<EditOutcome | ReadOutcome | undefined> {
  const known = idempotency && (await findAnswer(tx, job.id, idempotency.key))
  if (known === undefined) return undefined
  if (known.request_hash !== idempotency?.requestHash) return { kind: 'key_reused' }
  return async (db) => ({ kind: 'replayed', answer: await fullAnswer(db, job, known.answer) })
}

/** The cues of an answer as they were at its revision. */
async function fullAnswer(db: Kysely<Schema>, job: Job, kept: KeptAnswer): Promise<CueEditResult> {
  const { revision, changed, removed } = kept
  if (changed.length === 0) return { revision, changed: [], removed }
  const cues = sheetOf(foldChanges(await loadChanges(db, job.id, { revision })), 0).cues
  return await answerOf(db, job, { cues, changed, removed }, revision)
}

/** What the sender of an outdated edit has to know to make it again. */
async function describeSince(
  db: Kysely<Schema>,
  job: Job,
  revision: number,
  head: CueRevision,
): Promise<EditOutcome> {
  const before = foldChanges(await loadChanges(db, job.id, { revision }))
  const now = foldChanges(await loadChanges(db, job.id, { revision: head.revision }))
  const changed = [...now.values()].filter((cue) => !isSameCue(before.get(cue.id), cue))
  const shown = viewCues(
    sheetOf(new Map(changed.map((cue) => [cue.id, cue])), 0).cues,
    languagesOf(job),
    await loadResults(db, job.id),
  )
  const removed = [...before.keys()].filter((id) => !now.has(id))
  return { kind: 'outdated', revision: head.revision, changed: shown, removed }
}

interface Attempt {
  job: Job
  request: EditRequest
  head: CueRevision
}

async function makeEdits(tx: Tx, parts: StoreParts, attempt: Attempt): Promise<EditEffect> {
  const { job, request, head } = attempt
  const before = foldChanges(await loadChanges(tx, job.id))
  const edited = applyEdits(sheetOf(before, head.next_number), request.edits, {
    by: request.by,
    languages: languagesOf(job),
    seconds: job.source.durationSeconds ?? Infinity,
    history: historyOf(await loadReverted(tx, job.id, request)),
  })
  const proposed = { edits: request.edits, before, after: edited.sheet.cues, changed: edited.changed }
  request.check?.({ ...proposed, status: job.status })
  const isChanged = edited.changed.length + edited.removed.length > 0
  const revision = isChanged ? head.revision + 1 : head.revision
  const { changed, removed, sheet } = edited
  const answer = await answerOf(tx, job, { cues: sheet.cues, changed, removed }, revision)
  const now = notBefore({ wall: parts.clock(), steady: parts.steady() }, job.updatedAt)
  if (request.idempotency)
    await keepAnswer(tx, job.id, request.idempotency, { revision, changed, removed, at: now.wall })
  if (!isChanged) return { outcome: { kind: 'edited', answer, translation: toRecord(job) } }
  await insertRevision(tx, {
    translationId: job.id,
    owner: job.owner,
    revision,
    at: now.wall,
    author: 'person',
    by: request.by,
    before,
    after: edited.sheet,
  })
  const stale = await findStale(tx, job.id, affectedLanguages(job, before, edited), edited.sheet.cues)
  const change = noteCues(job, { cueRevision: revision, stale }, now)
  await saveChange(tx, parts, job, change)
  return { outcome: { kind: 'edited', answer, translation: toRecord(change.job) }, change }
}

interface EditedCues extends Pick<Edited, 'changed' | 'removed'> {
  /** All cues afterwards. */
  cues: readonly SheetCue[]
}

async function answerOf(
  db: Kysely<Schema>,
  job: Job,
  { cues, changed, removed }: EditedCues,
  revision: number,
): Promise<CueEditResult> {
  const shown = withIds(cues, changed)
  return { revision, changed: viewCues(shown, languagesOf(job), await loadResults(db, job.id)), removed }
}

function withIds(cues: readonly SheetCue[], wanted: readonly string[]): SheetCue[] {
  const ids = new Set(wanted)
  return cues.filter(({ id }) => ids.has(id))
}

/** Targets whose cues were edited; all of them if the source was. */
function affectedLanguages(job: Job, before: ReadonlyMap<string, SheetCue>, edited: Edited): string[] {
  const after = new Map(edited.sheet.cues.map((cue) => [cue.id, cue]))
  const isSourceEdited = edited.changed.some((id) => {
    const [one, other] = [before.get(id), after.get(id)]
    return !one || !other || !isSameCue({ ...one, targets: {} }, { ...other, targets: {} })
  })
  if (isSourceEdited || edited.removed.length > 0) return languagesOf(job)
  return languagesOf(job).filter((language) =>
    edited.changed.some((id) => before.get(id)?.targets[language] !== after.get(id)?.targets[language]),
  )
}

/** A request may take one revision back: what that changed, and all since. */
async function loadReverted(tx: Tx, id: string, { edits }: EditRequest): Promise<CueChange[]> {
  const revert = edits.find(({ op }) => op === 'revert')
  return revert?.op === 'revert' ? await loadChanges(tx, id, { from: revert.revision }) : []
}

function historyOf(changes: readonly CueChange[]): CueHistory {
  const touchedBy = (select: (revision: number) => boolean) => {
    const found = changes.filter(({ revision }) => select(revision))
    return new Set(found.flatMap(({ parts }) => Object.keys(parts).map((number) => `c${number}`)))
  }
  return {
    before(revision) {
      if (!changes.some((change) => change.revision === revision)) return undefined
      const cues = foldChanges(changes.filter((change) => change.revision < revision))
      return new Map([...touchedBy((each) => each === revision)].map((id) => [id, cues.get(id)]))
    },
    touchedSince: (revision) => touchedBy((each) => each > revision),
  }
}

function languagesOf({ targetTasks }: Job): string[] {
  return targetTasks.map(({ language = '' }) => language)
}
