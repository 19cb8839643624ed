import type { Http } from './http/http.ts'
import { type OptionKinds, REQUEST_KINDS } from './options.ts'
import type { UploadProgress } from './upload/upload.ts'

/** How to create. */
export interface CreateOptions {
  signal?: AbortSignal
  /**
   * For each attempt of the create request, in milliseconds; uploads have their own. Default: the
   * client's, at least 120,000.
   */
  timeoutMs?: number
  /** Called as an upload gets on. */
  onUpload?: (progress: UploadProgress) => void
}

export const CREATE_KINDS: OptionKinds<CreateOptions> = { ...REQUEST_KINDS, onUpload: 'function' }

// A start that timed out may have happened: it pays to wait longer for it than for a status.
const LEAST_TIMEOUT_MS = 120_000

/** For each attempt of a create request. */
export function createTimeoutMs({ timeoutMs }: Http, options: CreateOptions): number {
  return options.timeoutMs ?? Math.max(LEAST_TIMEOUT_MS, timeoutMs)
}
