/** How far a request got: it was sent, or the server acknowledged it. */
export type Progress = 'asked' | 'acknowledged'

/** The requests about one translation, and which of them were acknowledged. */
export interface Entry {
  /** Its idempotency key and its reference. */
  key: string
  /** How it ends if nobody cancels it. */
  expected: 'completed' | 'partial' | 'error'
  /** Absent until a create is acknowledged. */
  id?: string
  cancel?: Progress
  removal?: Progress
}

/** All requests of the load. */
export interface Ledger {
  readonly entries: Entry[]
  /** Adds a new translation. */
  next(): Entry
  /** The translations whose create was never answered. */
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
