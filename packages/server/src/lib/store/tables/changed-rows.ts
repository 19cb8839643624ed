import type {
  EventRow,
  OwnerUsageRow,
  QueueRow,
  TaskRow,
  TranslationRow,
  WebhookMessageRow,
} from './schema.ts'

/** The rows that changes of translations write. Each key occurs once. */
export interface ChangedRows {
  translations: ChangedRow<TranslationRow>[]
  tasks: ChangedRow<TaskRow>[]
  events: EventRow[]
  /** Owners with a task that waits, from `next_due_at` on. */
  queued: QueuedOwner[]
  /** Seconds to add to what owners have used. */
  usage: OwnerUsageRow[]
  /** Messages to send at `due_at`, or later while another one of the translation is in flight. */
  messages: NewMessage[]
  /** Owners that may go on if they are at a limit. */
  freed: string[]
}

/** The new values of some columns of a row. */
export type ChangedRow<Row extends { id: string }> = Pick<Row, 'id'> & Partial<Row>

export type QueuedOwner = Pick<QueueRow, 'engine' | 'owner'> & { next_due_at: number }

export type NewMessage = WebhookMessageRow & { due_at: number }

/** Later values of the same row replace earlier ones. */
export function mergeRows<Row extends { id: string }>(rows: ChangedRow<Row>[]): ChangedRow<Row>[] {
  const byId = new Map<string, ChangedRow<Row>>()
  for (const row of rows) byId.set(row.id, { ...byId.get(row.id), ...row })
  return [...byId.values()]
}

/** An owner is in a queue from its earliest task on. */
export function mergeQueued(all: QueuedOwner[]): QueuedOwner[] {
  return mergeBy(
    all,
    ({ engine, owner }) => `${engine} ${owner}`,
    (one, other) => (other.next_due_at < one.next_due_at ? other : one),
  )
}

export function mergeUsage(all: OwnerUsageRow[]): OwnerUsageRow[] {
  return mergeBy(
    all,
    ({ owner, day }) => `${day} ${owner}`,
    (one, other) => ({ ...one, seconds: one.seconds + other.seconds }),
  )
}

function mergeBy<T>(all: T[], keyOf: (one: T) => string, merge: (one: T, other: T) => T): T[] {
  const merged = new Map<string, T>()
  for (const each of all) {
    const known = merged.get(keyOf(each))
    merged.set(keyOf(each), known === undefined ? each : merge(known, each))
  }
  return [...merged.values()]
}
