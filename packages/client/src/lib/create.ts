import type { Core } from './core.ts'
import type { Http } from './http/http.ts'
import { now } from './timers.ts'
import type { Translation } from './translation.ts'
import type { UploadProgress } from './upload/upload.ts'

/** How to create. */
export interface CreateOptions {
  signal?: AbortSignal
  /** For each attempt of the create request, in milliseconds; uploads have their own. Default: the client's, at least 120,000. */
  timeoutMs?: number
  /** Called as an upload gets on. */
  onUpload?: (progress: UploadProgress) => void
}

// Those created last: only for a moment it matters which they were.
const REMEMBERED = 1_000

export async function create<Request>(
  { http, createdMs, protocol }: Core<Request>,
  request: Request,
  options: CreateOptions,
): Promise<Translation> {
  const translation = await protocol.create(http.with({ signal: options.signal }), request, options)
  const { id, engine } = translation
  http.log.info('translation created', { translationId: id, engine })
  createdMs.set(id, now())
  const [oldest] = createdMs.keys()
  if (createdMs.size > REMEMBERED && oldest) createdMs.delete(oldest)
  return translation
}

// A start that timed out may have happened: it pays to wait longer for it than for a status.
const LEAST_TIMEOUT_MS = 120_000

/** For each attempt of a create request. */
export function createTimeoutMs({ timeoutMs }: Http, options: CreateOptions): number {
  return options.timeoutMs ?? Math.max(LEAST_TIMEOUT_MS, timeoutMs)
}
