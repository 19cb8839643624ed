import { ConnectionError } from './errors.ts'
import { unless } from './timers.ts'

/**
 * Waits for a part of the client that is imported when it is first used. On abort it rejects at
 * once, with the signal's own reason.
 * @throws {ConnectionError} `connection_failed` when the part cannot be loaded, e.g. offline.
 */
export function loadPart<Part>(part: Promise<Part>, signal: AbortSignal | undefined): Promise<Part> {
  return unless(signal, part.catch(failToLoad))
}

function failToLoad(cause: unknown): never {
  throw new ConnectionError('A part of the client could not be loaded.', { code: 'connection_failed', cause })
}
