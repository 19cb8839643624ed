import { ApiError, ConnectionError, TimeoutError, TranslationError } from 'video-translation-client'
import { again, type Place } from './again.ts'
import { endingOf, type Ending } from './exit-codes.ts'

/** Something that the person at the terminal can mend. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly ending: Ending
  /** What to do about it: a sentence or a command. */
  readonly fix: string | undefined

  constructor(ending: Ending, message: string, fix?: string, cause?: unknown) {
    super(message, { cause })
    this.ending = ending
    this.fix = fix
  }
}

/** What is told of an error, and what the process ends with. */
export interface ErrorReport {
  ending: Ending
  code: string
  message: string
  fix: string | undefined
}

/** `place`: what the commands that it names have to be told to find the same server. */
export function reportOf(error: unknown, place: Place = {}): ErrorReport {
  if (isSuppressed(error)) return reportOf(error.suppressed, place)
  if (error instanceof CliError)
    return { ending: error.ending, code: error.ending, message: error.message, fix: error.fix }
  if (error instanceof TranslationError) return reportOfEnd(error)
  if (error instanceof TimeoutError) return reportOfTimeout(error, place)
  if (error instanceof ConnectionError) return reportOfOutage(error, place)
  if (error instanceof ApiError) return reportOfRefusal(error, place)
  if (isRefusedInput(error))
    return { ending: 'badInput', code: error.code, message: error.message, fix: undefined }
  return reportOfDefect(error)
}

/** Where the tidying up fails as well, what broke first is the news. Known by its name: Node 22 has no such class. */
function isSuppressed(error: unknown): error is Error & { suppressed: unknown } {
  return error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error
}

/** What the libraries refuse before they begin. */
function isRefusedInput(error: unknown): error is Error & { code: string } {
  const code = codeOf(error)
  const codes = ['invalid_argument', 'no_such_artifact', 'unknown_pack', 'data_folder_in_use']
  return code !== undefined && codes.includes(code)
}

function reportOfDefect(error: unknown): ErrorReport {
  const message = error instanceof Error ? error.message : String(error)
  return {
    ending: 'failed',
    code: codeOf(error) ?? 'failed',
    message,
    fix: 'Run it again with --verbose to see where it broke.',
  }
}

function reportOfEnd({ code, message, translation }: TranslationError): ErrorReport {
  return { ending: endingOf(translation.status), code, message, fix: undefined }
}

function reportOfTimeout({ code, message, translationId }: TimeoutError, place: Place): ErrorReport {
  return { ending: 'timedOut', code, message, fix: goOn(translationId, place) }
}

function reportOfOutage({ code, message, translationId }: ConnectionError, place: Place): ErrorReport {
  const fix = translationId
    ? goOn(translationId, place)
    : 'Check --server (or VIDEO_TRANSLATION_URL), and that the server runs: video-translation serve'
  return { ending: 'unreachable', code, message, fix }
}

/** What the server says of it, field by field; which route said so is of no use to a person. */
function reportOfRefusal({ code, message, status, problem }: ApiError, place: Place): ErrorReport {
  const fields = [...new Set(problem?.errors?.map(tellField))]
  const said = fields.length > 0 ? fields.join('\n       ') : (problem?.detail ?? message)
  return { ending: status < 500 ? 'badInput' : 'failed', code, message: said, fix: fixFor(status, place) }
}

/** Of the options the person has to be told which; every other field is named in its sentence. */
function tellField({ detail, pointer }: { detail: string; pointer?: string }): string {
  const [, option] = /^\/options\/([^/]+)$/.exec(pointer ?? '') ?? []
  return option && !detail.includes(option) ? `--option ${option}: ${detail}` : detail
}

function fixFor(status: number, place: Place): string | undefined {
  if (status === 401 || status === 403)
    return 'Give a key of that server with --api-key or VIDEO_TRANSLATION_API_KEY.'
  if (status === 404) return `See which translations there are: ${again('list', '', place)}`
  if (status >= 500) return 'The log of the server says more; --verbose shows that of an embedded one.'
  return undefined
}

function goOn(id: string | undefined, place: Place): string | undefined {
  return id && `Go on waiting with: ${again('wait', id, place)}`
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}
