import type { VideoTranslationClient } from 'video-translation-client'
import type { TransferLimits } from '../../net/transfer-watch.ts'
import type { FileKey } from '../../files/file-key.ts'
import type { VendorResponses } from './vendor-responses.ts'

/** A vendor that translates on its own machines. */
export interface HostedVendor {
  /** The engine's name for users, e.g. `heygen`. */
  readonly name: string
  /** One line for a person who chooses an engine. */
  readonly description: string
  /** Undefined until the vendor is configured. All tasks share one client and its requests. */
  readonly client: HostedClient | undefined
  /**
   * Reports each response that the client receives. Without it, a vendor that reports no change for
   * hours looks like an engine that hangs.
   */
  readonly responses: VendorResponses
  /** Slowest accepted download of a result. Default: the defaults of {@link TransferLimits}. */
  readonly limits?: TransferLimits | undefined
  /** Whether it accepts an uploaded file, and not only a URL. */
  readonly takesFiles: boolean
  /** Instruction that configures the vendor, e.g. which variable to set. */
  readonly setUp: string
}

export type HostedClient = VideoTranslationClient<HostedRequest>

/** The request that every vendor's protocol accepts. */
export interface HostedRequest {
  source: string | Blob
  name?: string
  from?: string
  to: string[]
  /** The task's id. It finds a job whose create response was lost. */
  reference: string
  /** The same for every attempt of a task, so that a repeated create is not charged twice. */
  idempotencyKey: string
  /** The vendor's own settings. */
  options?: Record<string, unknown>
}

/** Output of the source task: the URL that the vendor fetches, or the file to send to it. */
export type HostedSource = { url: string } | { fileKey: FileKey; name: string }
