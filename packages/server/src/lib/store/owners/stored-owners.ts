import type { Emitter } from '../emitter.ts'
import { dayOf, type OwnerStore } from '../owner-store.ts'
import { unpark } from '../queues/queues.ts'
import type { StoreParts } from '../tables/store-parts.ts'
import { limitsOf, ownersWithLimits, setLimits } from './limits.ts'
import { secondsOn, usageOf } from './usage.ts'

/** The owners in a database of any kind. */
export function createOwnerStore(
  { db, transact, clock }: StoreParts,
  { keysChanged, due }: { keysChanged: Emitter<[]>; due: Emitter<[]> },
): OwnerStore {
  return {
    limits: (owner) => limitsOf(db, owner),
    withLimits: () => ownersWithLimits(db),
    async setLimits(owner, limits) {
      await transact(async (tx) => {
        await setLimits(tx, owner, limits)
        await unpark(tx, [owner]).execute()
      })
      keysChanged.emit()
      due.emit()
    },
    usage: (owner) => usageOf(db, owner, clock()),
    secondsToday: (owner) => secondsOn(db, owner, clock()),
    removeUsageBefore: (instant) =>
      transact(
        async (tx) => void (await tx.deleteFrom('owner_usage').where('day', '<', dayOf(instant)).execute()),
      ),
    onChange: keysChanged.on,
  }
}
