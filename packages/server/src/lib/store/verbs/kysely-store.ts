import { isFinal } from 'video-translation-client'
import { notBefore } from '../clock.ts'
import { createOutbox, expireMessageLeases } from '../outbox/kysely-outbox.ts'
import { createSideTaskStore } from '../side-tasks/stored-side-tasks.ts'
import { createAuditLog } from '../keys/stored-audit.ts'
import { createKeyStore } from '../keys/stored-keys.ts'
import { createOwnerStore } from '../owners/stored-owners.ts'
import type { Job } from '../state/job.ts'
import type { Change } from '../state/conclude.ts'
import { cancelJob } from '../state/transitions.ts'
import type { Store } from '../store.ts'
import { toRecord } from '../tables/rows.ts'
import { forgetGaps, saveClock } from '../tables/steady-clock.ts'
import type { StoreParts, Tx } from '../tables/store-parts.ts'
import { createAddPlayback } from './add-playback.ts'
import { claimMany } from './claim.ts'
import { createTranslation } from './create.ts'
import { lockJob } from './jobs.ts'
import { saveChange } from './save-changes.ts'
import { noteMissingEngines } from './missing-engines.ts'
import { createNotifier, type Notifier } from './notifier.ts'
import { createCueStore } from './edit-cues.ts'
import { createReaders } from './readers.ts'
import { shareSecret } from './shared-secret.ts'
import { createRevising } from './revise.ts'
import { createNodeStore } from './stored-nodes.ts'
import { createUploadStore } from './stored-uploads.ts'
import { retireUpload } from './upload-claims.ts'
import { createWorkerVerbs } from './worker-verbs.ts'

/** The store over any database that Kysely supports. The database must have its tables already. */
export function createKyselyStore(parts: StoreParts, notifier: Notifier = createNotifier()): Store {
  const { db, transact, clock, steady } = parts
  const { notifyChange, notifyDamage, unwanted, due } = notifier
  const claim: Store['claimMany'] = (worker, engines, leaseMs, limit, which) =>
    claimMany(
      parts,
      { worker, engines, leaseMs, limit, ...which },
      { onChange: notifyChange, onDamage: notifyDamage },
    )
  return {
    ...createReaders(parts, notifyDamage),
    ...createWorkerVerbs(parts, notifyChange),
    ...createRevising(parts, { onChange: notifyChange, onDamage: notifyDamage }),
    cues: createCueStore(parts, notifyChange),
    async create(input) {
      const created = await createTranslation(parts, input)
      if (typeof created === 'string') return created
      const translation = toRecord(created.job)
      if (created.isNew) notifyChange({ job: created.job, events: [], steadyMs: steady() })
      return { translation, isNew: created.isNew }
    },
    async cancel(id) {
      const { job, change } = await cancelById(parts, id)
      if (change) notifyChange(change)
      if (change) unwanted.emit(id)
      return job && toRecord(job)
    },
    async remove(id) {
      const removed = await transact((tx) => removeTranslation(tx, id, steady()))
      if (removed) notifier.notifyRemoval(id)
      return removed
    },
    retireUpload: (upload) => transact((tx) => retireUpload(tx, upload, clock())),
    claim: async (worker, engines, leaseMs) => (await claim(worker, engines, leaseMs, 1))[0],
    claimMany: claim,
    async expireLeases() {
      const count = await transact((tx) => expireAllLeases(tx, steady()))
      if (count > 0) due.emit()
      return count
    },
    noteMissingEngines: (engines, stopping) => noteMissingEngines(parts, engines, notifyChange, stopping),
    uploads: createUploadStore(parts),
    nodes: createNodeStore(parts),
    owners: createOwnerStore(parts, notifier),
    keys: createKeyStore(parts, notifier.keysChanged),
    audit: createAuditLog(parts),
    outbox: createOutbox(parts, notifier.outboxDue),
    sideTasks: createSideTasks(parts, notifier),
    steady,
    wall: clock,
    idleMs: parts.idleMs,
    sharedSecret: (proposal) => transact((tx) => shareSecret(tx, proposal)),
    gaps: parts.gaps,
    forgetGaps: () => transact((tx) => forgetGaps(tx, steady())),
    ...listenersOf(notifier),
    close: () => db.destroy(),
  }
}

function listenersOf({ changed, unwanted, damaged, due }: Notifier) {
  return { onChange: changed.on, onUnwanted: unwanted.on, onDamage: damaged.on, onDue: due.on }
}

function createSideTasks(parts: StoreParts, { sideNews: news, notifyChange: onChange }: Notifier) {
  return createSideTaskStore(parts, createAddPlayback(parts), { news, onChange })
}

async function cancelById(parts: StoreParts, id: string): Promise<{ job?: Job; change?: Change }> {
  const { transact, dialect, clock, steady } = parts
  return await transact(async (tx) => {
    const job = await lockJob(tx, dialect, id)
    if (job === undefined || job.cancelRequested || isFinal(job.status)) return { job }
    const now = notBefore({ wall: clock(), steady: steady() }, job.updatedAt)
    const change = cancelJob(job, now)
    const freesOwner = await saveChange(tx, parts, job, change)
    return { job: change.job, change: { ...change, freesOwner } }
  })
}

/**
 * Saves the clock too, so that the removal is part of the recorded history. Without it, the files
 * would count as those of an unknown translation.
 */
async function removeTranslation(tx: Tx, id: string, steadyMs: number): Promise<boolean> {
  await saveClock(tx, steadyMs)
  const result = await tx.deleteFrom('translations').where('id', '=', id).executeTakeFirstOrThrow()
  return result.numDeletedRows > 0n
}

/** Expires the leases of messages and tasks, and returns the number of tasks. */
async function expireAllLeases(tx: Tx, now: number): Promise<number> {
  await expireMessageLeases(tx, now)
  await tx.updateTable('side_tasks').set({ due_at: now }).where('status', '=', 'running').execute()
  const result = await tx
    .updateTable('tasks')
    .set({ due_at: now })
    .where('status', '=', 'running')
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}
