import { hasCode, VideoTranslationError } from './errors.ts'
import { nothing } from './timers.ts'

/**
 * Receives log lines. `console` fits, and so does pino behind a two-line adapter.
 *
 * - `debug`: requests and planned polls
 * - `info`: changes of status, and waits that ended
 * - `warn`: failures that are retried
 * - `error`: failed translations, waits and calls, and errors that your callbacks threw
 *
 * A call with an invalid argument throws at once and is not logged.
 */
export interface Logger {
  debug(message: string, fields: LogFields): void
  info(message: string, fields: LogFields): void
  warn(message: string, fields: LogFields): void
  error(message: string, fields: LogFields): void
}

/** Fields of a log line. They never hold a key, a header or a signed URL. */
export interface LogFields {
  /** The translation that the line is about. A line about several has `translationIds`. */
  translationId?: string | undefined
  [fact: string]: unknown
}

export const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }

/** Calls a function at once, and logs its failure instead of throwing it. */
export async function guarded(
  log: Logger,
  name: string,
  translationId: string | undefined,
  call: () => unknown,
): Promise<void> {
  try {
    await call()
  } catch (error) {
    log.error(`${name} failed`, { translationId, error: String(error) })
  }
}

/** Logs the error that a verb rejects with, and rethrows it. Aborts and closing are not logged. */
export async function loggingFailure<T>(
  log: Logger,
  verb: string,
  translationId: string | undefined,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof VideoTranslationError && !hasCode(error, 'closed'))
      log.error(`${verb} failed`, { translationId, code: error.code, error: String(error) })
    throw error
  }
}
