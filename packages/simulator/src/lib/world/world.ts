import type { Clock } from '../clock.ts'
import { createFiles, type Files } from './files.ts'
import { createIdempotency, type Idempotency } from './idempotency.ts'
import { createIds, type Ids } from './ids.ts'
import { createJobs, type Jobs } from './jobs.ts'
import { createUploads, type Uploads } from './uploads.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'

/** Everything that is behind one face: its jobs, and what belongs to them. */
export interface World {
  readonly clock: Clock
  readonly jobs: Jobs
  readonly ids: Ids
  readonly files: Files
  readonly uploads: Uploads
  readonly idempotency: Idempotency
  readonly webhooks: Webhooks
  readonly settings: WorldSettings
}

/** What whoever starts the simulator has a say in. */
export interface WorldSettings {
  /** Keys that are let in, for faces that ask for one. Default: any key that is not empty. */
  readonly apiKeys?: readonly string[]
  /** Secret that webhooks are signed with, for faces that sign. */
  readonly webhookSecret: string
  /** Jobs that may run at once, for faces that refuse more. Default: any number. */
  readonly concurrentJobs: number
  /**
   * For how long nobody has to ask for the one job of the face `status` before the next request starts a new one, in milliseconds
   * of the client's time. Default: a minute.
   */
  readonly restartAfterMs: number
}

export function createWorld(
  face: string,
  seed: string | number,
  clock: Clock,
  fetcher: typeof fetch,
  settings: WorldSettings,
): World {
  const jobs = createJobs(face, seed, clock)
  const ids = createIds(face, seed)
  return {
    clock,
    jobs,
    ids,
    files: createFiles(face, seed, clock, jobs.get),
    uploads: createUploads(ids),
    idempotency: createIdempotency(clock),
    webhooks: createWebhooks(clock, fetcher),
    settings,
  }
}
