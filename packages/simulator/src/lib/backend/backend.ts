import type { Clock } from '../clock.ts'
import { createDownload, type Download } from './download.ts'
import { createFiles, type Files } from './files.ts'
import { createIdempotency, type Idempotency } from './idempotency.ts'
import { createIds, type Ids } from './ids.ts'
import { createJobs, type Jobs } from './jobs.ts'
import { createUploads, type Uploads } from './uploads.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'

/** The state behind one face: its jobs, and everything that belongs to them. */
export interface Backend {
  readonly clock: Clock
  readonly jobs: Jobs
  readonly ids: Ids
  readonly files: Files
  readonly uploads: Uploads
  readonly idempotency: Idempotency
  readonly webhooks: Webhooks
  readonly download: Download
  readonly settings: BackendSettings
}

/** Settings that a face reads. */
export interface BackendSettings {
  /** API keys that a face accepts. Default: any key that is not empty. */
  readonly apiKeys?: readonly string[]
  /** Secret with which a face signs its webhooks. */
  readonly webhookSecret: string
  /** Number of jobs that may run at once, for faces that refuse more. Default: no limit. */
  readonly concurrentJobs: number
  /**
   * Pause without a request, in milliseconds of the client's time, after which the face `status`
   * starts a new implicit job. Default: 60,000.
   */
  readonly restartAfterMs: number
}

export function createBackend(
  face: string,
  seed: string | number,
  clock: Clock,
  fetcher: typeof fetch,
  settings: BackendSettings,
): Backend {
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
    download: createDownload(fetcher),
    settings,
  }
}
