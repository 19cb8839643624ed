import type { Store } from '../store.ts'
import { toRecord } from '../tables/rows.ts'
import type { StoreParts } from '../tables/store-parts.ts'
import { dueInMs } from './claim.ts'
import { findByKey } from './create.ts'
import { fileReferences } from './file-references.ts'
import { needsInLine } from '../queues/needs.ts'
import { createPlaceFinder, type FindPlace } from '../queues/places.ts'
import type { TranslationRecord } from '../records.ts'
import type { Job } from '../state/job.ts'
import { loadJobs } from './jobs.ts'
import type { Notifier } from './notifier.ts'
import { failingReceivers, finishedTargets } from './stats-queries.ts'
import { countByStatus, counts, eventsOf, expired, findPage, uploadsInUse, versionsOf } from './queries.ts'

type Readers = Pick<
  Store,
  | 'findByKey'
  | 'get'
  | 'getMany'
  | 'versions'
  | 'list'
  | 'events'
  | 'uploadsInUse'
  | 'fileReferences'
  | 'expired'
  | 'dueInMs'
  | 'needsInLine'
  | 'ping'
  | 'counts'
  | 'countByStatus'
  | 'finishedTargets'
  | 'failingReceivers'
>

/** The verbs of a store that only read. */
export function createReaders(parts: StoreParts, onDamage: Notifier['notifyDamage']): Readers {
  const { db, steady } = parts
  const findPlace = createPlaceFinder(parts)
  const getMany: Store['getMany'] = async (ids, owner) => {
    const jobs = await loadJobs(db, ids)
    for (const job of jobs) if (job.damage) onDamage(job.id, job.damage.cause)
    const own = jobs.filter((job) => owner === undefined || job.owner === owner)
    return await Promise.all(own.map((job) => withPlace(job, findPlace)))
  }
  return {
    async findByKey(owner, idempotency) {
      const found = await findByKey(db, owner, idempotency)
      return typeof found === 'object' ? toRecord(found) : found
    },
    get: async (id, owner) => (await getMany([id], owner))[0],
    getMany,
    versions: (ids) => versionsOf(db, ids),
    async list(query) {
      const { ids, nextCursor } = await findPage(db, query)
      return { items: await getMany(ids), nextCursor }
    },
    events: (id) => eventsOf(db, id),
    uploadsInUse: () => uploadsInUse(db),
    fileReferences: (id) => fileReferences(db, id),
    expired: (now, limit, skip) => expired(db, now, limit, skip),
    dueInMs: (engines) => dueInMs(db, engines, steady()),
    needsInLine: (engines) => needsInLine(db, engines, steady()),
    ping: async () => void (await db.selectFrom('translations').select('id').limit(1).execute()),
    counts: () => counts(db, steady()),
    countByStatus: (query) => countByStatus(db, query),
    finishedTargets: (query) => finishedTargets(db, query),
    failingReceivers: (owner, since) => failingReceivers(db, owner, since),
  }
}

async function withPlace(job: Job, findPlace: FindPlace): Promise<TranslationRecord> {
  const queue = await findPlace(job)
  return queue === undefined ? toRecord(job) : { ...toRecord(job), queue }
}
