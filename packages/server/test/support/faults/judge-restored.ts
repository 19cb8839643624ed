import { isFinal, type TranslationStatus } from 'video-translation-client'
import type { FinalState, Recorded } from './history.ts'
import type { Violation } from './judge.ts'

/** A row of a restored database, before any node has opened it. */
export interface RestoredRow {
  id: string
  version: number
  status: string
}

export interface Restored {
  /** Begins before the backup, and ends when the restored server was done. */
  history: Recorded[]
  rows: RestoredRow[]
  /** The state of the server that went on after the backup, with its files. */
  original: FinalState
  /** The state of the restored server when all has ended. */
  final: FinalState
  /** The translations whose files the restored server listed as being without a row. */
  kept: string[]
}

/** Judges a backup by what was acknowledged before it, and what happened after it. */
export function judgeRestored(restored: Restored): Violation[] {
  return [...judgeMoment(restored), ...judgeFutures(restored), ...judgeKept(restored), ...judgeEnds(restored)]
}

/** What was known before the backup began is in it. */
function judgeMoment({ history, rows }: Restored): Violation[] {
  const doneNs = endOf(history)
  const begun = history.findLast(({ op, atNs }) => op === 'backup' && atNs < doneNs)
  const beganNs = begun?.atNs ?? Infinity
  const byId = new Map(rows.map((row) => [row.id, row]))
  const earlier = history.filter(({ atNs }) => atNs < beganNs)
  const lost = earlier.filter((each) => each.op === 'create' && each.id && !byId.has(each.id))
  const old = earlier.filter((each) => each.op === 'seen' && (byId.get(each.id)?.version ?? 0) < each.version)
  return [...lost, ...old].map((each) => ({
    promise: 'a backup has what was acknowledged before it',
    about: JSON.stringify(each),
  }))
}

/** The end of the last backup. One that failed has none. */
function endOf(history: Recorded[]): number {
  return history.findLast((each) => each.op === 'backup' && each.what === 'done')?.atNs ?? Infinity
}

/** What began after the backup is not in it, and what it has is on the way to what became of it. */
function judgeFutures({ history, rows, original }: Restored): Violation[] {
  const doneNs = endOf(history)
  const begun = new Map<string, number>()
  const keys = new Map(original.translations.map(({ id, key }) => [key, id]))
  for (const each of history) {
    const id = each.op === 'create' ? keys.get(each.key) : undefined
    if (id !== undefined && !begun.has(id)) begun.set(id, each.atNs)
  }
  const byId = new Map(original.translations.map((each) => [each.id, each]))
  const wrong = rows.filter(({ id, version, status }) => {
    const became = byId.get(id)
    if (became === undefined || (begun.get(id) ?? Infinity) > doneNs || version > became.version) return true
    return isFinal(status as TranslationStatus) && status !== became.status
  })
  return wrong.map((row) => ({
    promise: 'a backup knows nothing later than itself',
    about: JSON.stringify(row),
  }))
}

/** Files of translations that the backup does not know are listed, and no others. */
function judgeKept({ rows, original, kept }: Restored): Violation[] {
  const known = new Set(rows.map(({ id }) => id))
  const withFiles = original.translations.filter(({ artifacts }) => artifacts.length > 0)
  const missing = withFiles.filter(({ id }) => !known.has(id) && !kept.includes(id)).map(({ id }) => id)
  const wrong = kept.filter((id) => known.has(id))
  return [...missing, ...wrong].map((about) => ({ promise: 'files without a row are listed', about }))
}

/** The restored server ends what it has, and serves whole files. */
function judgeEnds({ history, rows, final }: Restored): Violation[] {
  const texts = new Set(history.flatMap((each) => (each.op === 'put' ? [each.text] : [])))
  const ended = new Map(final.translations.map((each) => [each.id, each]))
  return rows.flatMap(({ id }) => {
    const { status = 'gone', artifacts = [] } = ended.get(id) ?? {}
    const isWhole = artifacts.every(({ text }) => texts.has(text))
    if (isFinal(status as TranslationStatus) && isWhole) return []
    return [{ promise: 'a restored server goes on' as const, about: `${id}: ${status}` }]
  })
}
