import { afterEach, beforeEach, describe } from 'vitest'
import type { StoreBench } from './bench.ts'
import { describeAudit, describeKeys } from './keys.ts'
import {
  describeCueEdits,
  describeCues,
  describeEditsMeanwhile,
  describeReviews,
  describeReviewsOfMany,
  describeReviewTimeouts,
  describeRevisions,
} from './cues.ts'
import { describeCueHistory, describeRepeatedEdits } from './cue-history.ts'
import { describeHints } from './notifications.ts'
import {
  describeCanceling,
  describeLeases,
  describeLostWorkers,
  describeMissingEngines,
  describeRemoval,
} from './leases.ts'
import { describeCreate, describeListing, describeReading } from './reading.ts'
import { describeNodes } from './nodes.ts'
import { describeHandingOn, describeNeeds } from './needs.ts'
import { describeOddValues } from './odd-values.ts'
import {
  describeDelivery,
  describeLanes,
  describeLog,
  describeLostDeliverers,
  describeMessages,
  describeRedelivery,
} from './outbox.ts'
import { describeClaiming, describeFailing, describeProgress, describeRunning } from './running.ts'
import { describeClocks, describeShownTimes } from './clocks.ts'
import { describeOwners } from './shares.ts'
import { describeLines, describeTurns } from './turns.ts'
import { describeSideResults, describeSideTasks } from './side-tasks.ts'
import type { Store } from '../store.ts'
import { describeUploadRows, describeUploadSegments } from './upload-rows.ts'
import { describeUploads } from './uploads.ts'

/**
 * Opens an empty store whose time is that of these clocks: the machine's, and one that does not
 * jump.
 */
export type OpenStore = (clocks: { clock: () => number; elapsed: () => number }) => Promise<Store>

/** The promises of every store, for any database. */
export function describeStore(name: string, open: OpenStore): void {
  describe(name, () => {
    const bench: StoreBench = { store: undefined as unknown as Store, now: 0, skewMs: 0 }
    beforeEach(async () => {
      bench.now = Date.parse('2026-01-01T00:00:00Z')
      bench.skewMs = 0
      bench.store = await open({ clock: () => bench.now + bench.skewMs, elapsed: () => bench.now })
    })
    afterEach(() => bench.store.close())
    describeCreate(bench)
    describeReading(bench)
    describeOddValues(bench)
    describeUploads(bench)
    describeUploadRows(bench)
    describeUploadSegments(bench)
    describeListing(bench)
    describeRunning(bench)
    describeClaiming(bench)
    describeTurns(bench)
    describeLines(bench)
    describeOwners(bench)
    describeClocks(bench)
    describeShownTimes(bench)
    describeProgress(bench)
    describeFailing(bench)
    describeLeases(bench)
    describeLostWorkers(bench)
    describeCanceling(bench)
    describeMissingEngines(bench)
    describeRemoval(bench)
    describeNodes(bench)
    describeNeeds(bench)
    describeHandingOn(bench)
    describeHints(bench)
    describeMessages(bench)
    describeDelivery(bench)
    describeLostDeliverers(bench)
    describeRedelivery(bench)
    describeLanes(bench)
    describeLog(bench)
    describeKeys(bench)
    describeAudit(bench)
    describeCues(bench)
    describeCueEdits(bench)
    describeRepeatedEdits(bench)
    describeCueHistory(bench)
    describeRevisions(bench)
    describeEditsMeanwhile(bench)
    describeReviews(bench)
    describeReviewsOfMany(bench)
    describeReviewTimeouts(bench)
    describeSideTasks(bench)
    describeSideResults(bench)
  })
}
