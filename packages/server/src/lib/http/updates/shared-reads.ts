import { setImmediate } from 'node:timers/promises'
import type { Store } from '../../store/store.ts'
import type { TranslationRecord } from '../../store/records.ts'

/**
 * Reads rows for many waiting requests at once. A change that wakes thousands of them is read once.
 */
export interface SharedReads {
  /**
   * The translations that exist and belong to the owner, as they are after the call, in the order
   * of `ids`.
   */
  getMany(ids: string[], owner: string): Promise<TranslationRecord[]>
}

interface Batch {
  ids: Set<string>
  records: Promise<Map<string, TranslationRecord>>
}

const MAX_PER_READ = 100

export function createSharedReads(store: Pick<Store, 'getMany'>): SharedReads {
  let open: Batch | undefined
  const openBatch = (): Batch => {
    const ids = new Set<string>()
    const records = setImmediate().then(async () => {
      // From here on the ids are being read, and a later request may need a newer state.
      open = undefined
      return await readAll(store, [...ids])
    })
    return { ids, records }
  }
  return {
    async getMany(ids, owner) {
      const batch = (open ??= openBatch())
      for (const id of ids) batch.ids.add(id)
      const records = await batch.records
      return ids
        .map((id) => records.get(id))
        .filter((record) => record?.owner === owner) as TranslationRecord[]
    },
  }
}

async function readAll(
  store: Pick<Store, 'getMany'>,
  ids: string[],
): Promise<Map<string, TranslationRecord>> {
  const records = new Map<string, TranslationRecord>()
  for (let at = 0; at < ids.length; at += MAX_PER_READ) {
    for (const record of await store.getMany(ids.slice(at, at + MAX_PER_READ))) records.set(record.id, record)
    // The store answers without a pause, and there may be a thousand readers.
    await setImmediate()
  }
  return records
}
