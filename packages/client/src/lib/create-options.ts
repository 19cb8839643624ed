import type { Http } from './http/http.ts'
import { type OptionKinds, REQUEST_KINDS } from './options.ts'
import type { UploadProgress } from './upload/upload.ts'

/** Options of `create`. */
export interface CreateOptions {
  signal?: AbortSignal | undefined
  /**
   * The time limit of each attempt of the create request, in milliseconds. Uploads have their own.
   * Default: the client's, but at least 120,000.
   */
  timeoutMs?: number | undefined
  /** Called with the progress of an upload. */
  onUpload?: ((progress: UploadProgress) => void) | undefined
}

/** The options of a create as protocols get them. */
export interface CreateCall extends CreateOptions {
  /** The span of the create, as a header of W3C's Trace Context. */
  traceparent?: string | undefined
}

export const CREATE_KINDS: OptionKinds<CreateOptions> = { ...REQUEST_KINDS, onUpload: 'function' }

// The server may have created it although the request timed out, so the limit is longer here.
const LEAST_TIMEOUT_MS = 120_000

/** The time limit of each attempt of a create request. */
export function createTimeoutMs({ timeoutMs }: Http, options: CreateOptions): number {
  return options.timeoutMs ?? Math.max(LEAST_TIMEOUT_MS, timeoutMs)
}
