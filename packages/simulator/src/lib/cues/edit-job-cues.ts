import type { CueEdit } from 'video-translation-client'
import {
  applyEdits,
  type CueHistory,
  type CueSheet,
  EditRefused,
  isSameCue,
  type SheetCue,
} from 'video-translation-client/editing'
import { addRevision, type JobCues, revisionOf, sheetAt, sheetOf } from './job-cues.ts'

const MAX_CUES = 10_000

/**
 * Makes edits, all or none. Edits that change nothing make no revision.
 * @throws EditRefused
 */
export function editJobCues(
  cues: JobCues,
  edits: readonly CueEdit[],
  context: { languages: readonly string[]; seconds: number },
): { changed: string[]; removed: string[] } {
  const { sheet, changed, removed } = applyEdits(sheetOf(cues), edits, {
    by: '',
    history: historyOf(cues),
    ...context,
  })
  if (sheet.cues.length > MAX_CUES)
    throw new EditRefused(
      'too_long',
      '/edits',
      `There would be ${sheet.cues.length} cues; at most ${MAX_CUES} are kept.`,
    )
  if (changed.length + removed.length > 0) addRevision(cues, sheet)
  return { changed, removed }
}

function historyOf(cues: JobCues): CueHistory {
  return {
    before(revision) {
      const [before, after] = [sheetAt(cues, revision - 1), sheetAt(cues, revision)]
      if (!before || !after) return undefined
      const known = new Map(before.cues.map((cue) => [cue.id, cue]))
      return new Map([...differences(before, after)].map((id) => [id, known.get(id)]))
    },
    touchedSince(revision) {
      const all = new Set<string>()
      for (let at = revision; at < revisionOf(cues); at++)
        for (const id of differencesAt(cues, at)) all.add(id)
      return all
    },
  }
}

function differencesAt(cues: JobCues, revision: number): Set<string> {
  const [before, after] = [sheetAt(cues, revision), sheetAt(cues, revision + 1)]
  return before && after ? differences(before, after) : new Set()
}

/** Ids of the cues that two revisions do not share. */
export function differences(before: CueSheet, after: CueSheet): Set<string> {
  const [old, present] = [byId(before), byId(after)]
  const changed = after.cues.filter((cue) => !isSameCue(old.get(cue.id), cue))
  const removed = before.cues.filter(({ id }) => !present.has(id))
  return new Set([...changed, ...removed].map(({ id }) => id))
}

function byId({ cues }: CueSheet): Map<string, SheetCue> {
  return new Map(cues.map((cue) => [cue.id, cue]))
}
