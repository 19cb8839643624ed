import { ConnectionError } from './errors.ts'
import type { Http } from './http/http.ts'
import { Limits } from './http/limits.ts'

/**
 * Loads a part of the client that is imported when it is first used. Abort and close reject at
 * once, with their own reason. After a failure, the next call loads it again.
 * @throws {ConnectionError} `connection_failed` when the part cannot be loaded, e.g. offline, and
 * `request_timeout` after `timeoutMs` or the client's, whichever is shorter.
 */
export async function loadPart<Part>(
  load: () => Promise<Part>,
  http: Pick<Http, 'onClose' | 'timeoutMs'>,
  options: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined },
): Promise<Part> {
  const limits = new Limits(() => notLoaded('request_timeout'))
  return await limits.run(options.signal, http.onClose, async () => {
    limits.allow(Math.min(options.timeoutMs ?? Infinity, http.timeoutMs))
    try {
      return await load()
    } catch (cause) {
      throw notLoaded('connection_failed', cause)
    }
  })
}

function notLoaded(code: string, cause?: unknown): ConnectionError {
  return new ConnectionError('A part of the client could not be loaded.', { code, cause })
}
