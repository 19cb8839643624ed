import type { ReviewStage, VendorCharges, VideoTranslationClient } from 'video-translation-client'
import type { TransferLimits } from '../../../net/transfer-watch.ts'
import type { Corrections } from '../../cues.ts'
import type { EngineRequest, Refusal, SourceTask, TargetTask, TaskContext, TaskResult } from '../../engine.ts'
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
  /** How tasks become jobs of the vendor. */
  readonly work: HostedWork
  /** What it charges for, so that people are asked before. */
  readonly charges: VendorCharges
  /** What people can correct in its translations. */
  readonly corrections: Corrections
  /** Refuses what the vendor could not do, beside what every vendor's request needs. */
  readonly refuse?: (request: EngineRequest) => Refusal[]
  /** The stops for a person that it can make before it is paid for more. */
  readonly reviews: readonly ReviewStage[]
  /** Most targets of a translation with a review. Default: any number. */
  readonly reviewedTargets?: number
  /** Instruction that configures the vendor, e.g. which variable to set. */
  readonly setUp: string
}

/** A vendor that is configured. */
export interface ReadyVendor extends HostedVendor {
  readonly client: HostedClient
}

/** Does tasks with jobs of a vendor. After a restart it goes on with the jobs already started. */
export interface HostedWork {
  source(task: SourceTask, context: TaskContext, vendor: ReadyVendor): Promise<TaskResult>
  target(task: TargetTask, context: TaskContext, vendor: ReadyVendor): Promise<TaskResult>
}

export type HostedClient = VideoTranslationClient<HostedRequest>

/** The request that every vendor's protocol accepts. */
export interface HostedRequest {
  source: string | Blob
  name?: string
  from?: string
  /** May be empty for a vendor to whose jobs languages are added later. */
  to: string[]
  /** Stops before the video is made, at a vendor that can. */
  proofread?: boolean
  /** The task's id. It finds a job whose create response was lost. */
  reference: string
  /** The same for every attempt of a task, so that a repeated create is not charged twice. */
  idempotencyKey: string
  /** The vendor's own settings. */
  options?: Record<string, unknown>
}
