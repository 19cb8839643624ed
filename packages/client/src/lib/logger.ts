import { nothing } from './timers.ts'

/** Where the client writes what it does. `console` fits, and so does pino behind a two-line adapter. */
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
  translationId: string,
  call: () => unknown,
): Promise<void> {
  try {
    await call()
  } catch (error) {
    log.error(`${name} failed`, { translationId, error: String(error) })
  }
}
