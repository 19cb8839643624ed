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
  translationId?: string
  [fact: string]: unknown
}

export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** The field that names one translation or several. */
export function about(ids: readonly string[]): LogFields {
  return ids.length === 1 ? { translationId: ids[0] as string } : { translationIds: ids }
}
