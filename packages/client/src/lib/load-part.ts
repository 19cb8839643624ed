import { ConnectionError } from './errors.ts'
import type { Http } from './http/http.ts'
import { Limits } from './http/limits.ts'

/**
 * Loads a part of the client that is imported when it is first used. Abort and close reject at
 * once, with their own reason. A failure is logged, and the next call loads it again.
 * @throws {ConnectionError} `connection_failed` when the part cannot be loaded, e.g. offline, and
 * `request_timeout` after `timeoutMs` or the client's, whichever is shorter.
 */
export async function loadPart<Part>(
  load: () => Promise<Part>,
  http: Pick<Http, 'onClose' | 'timeoutMs' | 'log'>,
  options: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined },
): Promise<Part> {
  const notLoaded = (code: string, cause?: unknown): ConnectionError => {
    http.log.error('a part could not be loaded', { code, error: String(cause) })
    return new ConnectionError('A part of the client could not be loaded.', { code, cause })
  }
  const limits = new Limits(() => notLoaded('request_timeout'))
  return await limits.run(options.signal, http.onClose, () => {
    limits.allow(Math.min(options.timeoutMs ?? Infinity, http.timeoutMs))
    return load().catch((cause: unknown) => {
      throw notLoaded('connection_failed', cause)
    })
  })
}
