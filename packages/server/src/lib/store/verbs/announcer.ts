import { createHint, type Hint } from '../emitter.ts'
import { tasksOf } from '../state/job.ts'
import type { Change } from '../state/transitions.ts'

/** Tells the listeners of a store what has happened, after its commit. */
export interface Announcer {
  announce(change: Change): void
  /** The translation was removed. */
  announceRemoval(id: string): void
  /** Once for each translation: a list that is read each second would otherwise fill the log with one row. */
  announceDamage(id: string, cause: unknown): void
  readonly changed: Hint<[id: string, version: number | undefined]>
  readonly unwanted: Hint<[id: string]>
  readonly damaged: Hint<[id: string, cause: unknown]>
  readonly due: Hint<[]>
  readonly outboxDue: Hint<[]>
}

export function createAnnouncer(): Announcer {
  const changed = createHint<[id: string, version: number | undefined]>()
  const unwanted = createHint<[id: string]>()
  const damaged = createHint<[id: string, cause: unknown]>()
  const due = createHint<[]>()
  const outboxDue = createHint<[]>()
  const reported = new Set<string>()
  return {
    announce({ job, events }) {
      changed.emit(job.id, job.version)
      if (job.webhookEvents && events.length > 0) outboxDue.emit()
      if (tasksOf(job).some(({ status, dueAt }) => status === 'pending' && dueAt !== undefined)) due.emit()
    },
    announceRemoval(id) {
      changed.emit(id, undefined)
      unwanted.emit(id)
    },
    announceDamage(id, cause) {
      if (reported.has(id)) return
      reported.add(id)
      damaged.emit(id, cause)
    },
    changed,
    unwanted,
    damaged,
    due,
    outboxDue,
  }
}
