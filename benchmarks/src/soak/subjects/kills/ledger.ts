/** How far a request got: it was sent, or the server said yes. */
export type Progress = 'asked' | 'acknowledged'

/** What was asked of one translation, and what of it was acknowledged. */
export interface Entry {
  /** Its idempotency key and its reference. */
  key: string
  /** How it ends if nobody cancels it. */
  expected: 'completed' | 'partial' | 'error'
  /** Absent: no create was acknowledged yet. */
  id?: string
  cancel?: Progress
  removal?: Progress
}

/** All that the load ever asked for. */
export interface Ledger {
  readonly entries: Entry[]
  /** A new translation to ask for. */
  next(): Entry
  /** Those whose create was asked for and never answered. */
  unanswered(): Entry[]
}

const ENDINGS = ['completed', 'completed', 'partial', 'error'] as const

export function createLedger(): Ledger {
  const entries: Entry[] = []
  return {
    entries,
    next() {
      const entry: Entry = {
        key: `soak-${entries.length}`,
        expected: ENDINGS[entries.length % ENDINGS.length] ?? 'completed',
      }
      entries.push(entry)
      return entry
    },
    unanswered: () => entries.filter(({ id }) => id === undefined),
  }
}
