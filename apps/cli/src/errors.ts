import { ApiError, ConnectionError, TimeoutError, TranslationError } from 'video-translation-client'
import { followUp, type ServerLocation } from './follow-up.ts'
import { exitReasonFor, type ExitReason } from './exit-codes.ts'
import { adviceOnReview } from './review.ts'

/** An error that the person at the terminal can fix. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitReason: ExitReason
  /** Stable code for programs. Default: the exit reason. */
  readonly code: string
  /** How to fix it: a sentence or a command. */
  readonly fix: string | undefined

  constructor(exitReason: ExitReason, message: string, fix?: string, cause?: unknown, code?: string) {
    super(message, { cause })
    this.exitReason = exitReason
    this.fix = fix
    this.code = code ?? exitReason
  }
}

/** An error as it is printed, and the exit reason. */
export interface ErrorReport {
  exitReason: ExitReason
  code: string
  message: string
  fix: string | undefined
}

/**
 * @param location goes into the commands that the report suggests, so that they find the same
 * server
 */
export function reportOf(error: unknown, location: ServerLocation = {}): ErrorReport {
  if (isSuppressed(error)) return reportOf(error.suppressed, location)
  if (error instanceof CliError)
    return { exitReason: error.exitReason, code: error.code, message: error.message, fix: error.fix }
  if (error instanceof TranslationError) return reportOfEnd(error, location)
  if (error instanceof TimeoutError) return reportOfTimeout(error, location)
  if (error instanceof ConnectionError) return reportOfOutage(error, location)
  if (error instanceof ApiError) return reportOfRefusal(error, location)
  if (isRefusedInput(error))
    return { exitReason: 'badInput', code: error.code, message: error.message, fix: undefined }
  return reportOfDefect(error)
}

/**
 * Recognises an error whose cleanup failed too. The first error is the one to report. The check is
 * by name, because Node 22 has no class `SuppressedError`.
 */
function isSuppressed(error: unknown): error is Error & { suppressed: unknown } {
  return error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error
}

const DATABASE_CODES = [
  'database_damaged',
  'database_newer',
  'database_read_only',
  'database_unreachable',
  'database_refused',
  'database_missing',
  'database_unsuitable',
  'database_not_empty',
]

/** Recognises input that the libraries refuse before they begin. */
function isRefusedInput(error: unknown): error is Error & { code: string } {
  const code = codeOf(error)
  const codes = [
    'invalid_argument',
    'invalid_subtitles',
    'no_such_artifact',
    'unknown_pack',
    'invalid_registry',
    'cache_folder',
    'storage_full',
    'offline',
    'data_folder_in_use',
    ...DATABASE_CODES,
  ]
  return code !== undefined && codes.includes(code)
}

function reportOfDefect(error: unknown): ErrorReport {
  const message = error instanceof Error ? error.message : String(error)
  return {
    exitReason: 'failed',
    code: codeOf(error) ?? 'failed',
    message,
    fix: 'Run it again with --verbose to see where it failed.',
  }
}

function reportOfEnd(
  { code, message, translation }: TranslationError,
  location: ServerLocation,
): ErrorReport {
  const fix = adviceOnReview(translation, location)
  return { exitReason: exitReasonFor(translation.status), code, message, fix }
}

function reportOfTimeout(
  { code, message, translationId }: TimeoutError,
  location: ServerLocation,
): ErrorReport {
  return { exitReason: 'timedOut', code, message, fix: goOn(translationId, location) }
}

function reportOfOutage(
  { code, message, translationId }: ConnectionError,
  location: ServerLocation,
): ErrorReport {
  const fix = translationId
    ? goOn(translationId, location)
    : 'Check --server (or VIDEO_TRANSLATION_URL), and that the server runs: video-translation serve'
  return { exitReason: 'unreachable', code, message, fix }
}

/** Prints the message of each refused field, without the route of the request. */
function reportOfRefusal(
  { code, message, status, problem, translationId }: ApiError,
  location: ServerLocation,
): ErrorReport {
  const fields = [...new Set(problem?.errors?.map(describeField))]
  const details = fields.length > 0 ? fields.join('\n       ') : (problem?.detail ?? message)
  return {
    exitReason: status < 500 ? 'badInput' : 'failed',
    code,
    message: details,
    fix: status === 404 ? fixForNotFound(translationId, location) : fixFor(status),
  }
}

/** Names an engine option; the sentence about any other field names the field itself. */
function describeField({ detail, pointer }: { detail: string; pointer?: string }): string {
  const [, option] = /^\/options\/([^/]+)$/.exec(pointer ?? '') ?? []
  return option && !detail.includes(option) ? `--option ${option}: ${detail}` : detail
}

function fixFor(status: number): string | undefined {
  if (status === 401 || status === 403)
    return 'Set a key of that server with --api-key or VIDEO_TRANSLATION_API_KEY.'
  if (status >= 500) return 'See the log of the server; --verbose shows the log of an embedded one.'
  return undefined
}

/** Without an id, the server does not know the path, so `list` would fail in the same way. */
function fixForNotFound(id: string | undefined, location: ServerLocation): string {
  if (id !== undefined) return `List the translations with: ${followUp('list', '', location)}`
  return 'Check --server (or VIDEO_TRANSLATION_URL): write the address of a video-translation server, without /v1.'
}

function goOn(id: string | undefined, location: ServerLocation): string | undefined {
  return id && `Go on waiting with: ${followUp('wait', id, location)}`
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}
