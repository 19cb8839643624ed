import type { Change } from '../state/conclude.ts'
import type { ChangeLeased, LeasedChange } from '../tables/store-parts.ts'
import { changeLeased } from '../verbs/change-leased.ts'
import { createBatches } from './batches.ts'

/** More would keep the others waiting for their locks. */
const MOST_AT_ONCE = 32
/** While one waits for the disk, the database works on the other. */
const BATCHES_AT_ONCE = 2

/** Makes the changes that arrive at the same time in one transaction. */
export function createChangeLeased(parts: Parameters<typeof changeLeased>[0]): ChangeLeased {
  return createBatches<LeasedChange, Change | undefined>({
    run: (wanted) => changeLeased(parts, wanted),
    most: MOST_AT_ONCE,
    atOnce: BATCHES_AT_ONCE,
  })
}
