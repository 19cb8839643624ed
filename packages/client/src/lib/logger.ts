import { hasCode, VideoTranslationError } from './errors.ts'
import { nothing } from './timers.ts'

/**
 * Receives log lines. `console` fits, and so does pino behind a two-line adapter. `debug` has each
 * request and each planned poll; `info` has each change of a status and each wait that is over;
 * `warn` has what is tried again; `error` has each translation that failed, each wait that gave up,
 * each call that failed, and what a callback of yours threw. A call with an argument that cannot
 * work throws at once and is not logged.
 */
export interface Logger {
  debug(message: string, fields: LogFields): void
  info(message: string, fields: LogFields): void
  warn(message: string, fields: LogFields): void
  error(message: string, fields: LogFields): void
}

/** Facts of a log line. Never a key, a header or a URL with a signature. */
export interface LogFields {
  /** The translation the line is about; `translationIds` where it is about several. */
  translationId?: string | undefined
  [fact: string]: unknown
}

export const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }

/** Calls a function, at once, whose failure may not harm what goes on here: it is logged. */
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

/**
 * Logs the error that a verb rejects with, and passes it on. An abort or a closed client is no
 * error.
 */
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
