import { createEmitter, type Emitter } from '../emitter.ts'
import { tasksOf } from '../state/job.ts'
import type { Change } from '../state/conclude.ts'

/** Notifies the listeners of a store about a change, after its commit. */
export interface Notifier {
  notifyChange(change: Change): void
  notifyRemoval(id: string): void
  /**
   * Emits once for each translation: a list that is read each second would otherwise flood the log.
   */
  notifyDamage(id: string, cause: unknown): void
  readonly changed: Emitter<[id: string, version: number | undefined]>
  readonly unwanted: Emitter<[id: string]>
  readonly damaged: Emitter<[id: string, cause: unknown]>
  readonly due: Emitter<[]>
  readonly outboxDue: Emitter<[]>
  readonly keysChanged: Emitter<[]>
  /** Work beside a translation was added, or has ended. */
  readonly sideNews: Emitter<[]>
}

export function createNotifier(): Notifier {
  const changed = createEmitter<[id: string, version: number | undefined]>()
  const unwanted = createEmitter<[id: string]>()
  const damaged = createEmitter<[id: string, cause: unknown]>()
  const due = createEmitter<[]>()
  const outboxDue = createEmitter<[]>()
  const keysChanged = createEmitter<[]>()
  const sideNews = createEmitter<[]>()
  const reported = new Set<string>()
  return {
    notifyChange({ job, events, freesOwner }) {
      changed.emit(job.id, job.version)
      if (job.webhookEvents && events.length > 0) outboxDue.emit()
      const isDue = tasksOf(job).some(({ status, dueAt }) => status === 'pending' && dueAt !== undefined)
      if (isDue || freesOwner) due.emit()
    },
    notifyRemoval(id) {
      changed.emit(id, undefined)
      unwanted.emit(id)
    },
    notifyDamage(id, cause) {
      if (reported.has(id)) return
      reported.add(id)
      damaged.emit(id, cause)
    },
    changed,
    unwanted,
    damaged,
    due,
    outboxDue,
    keysChanged,
    sideNews,
  }
}
