import type { EditRule } from '../cue.ts'
import { ApiError, invalid, type VideoTranslationError } from '../errors.ts'
import type { ProblemDocument } from '../translation.ts'

/** The error for an edit that breaks a rule, as our own server would send it. */
export function editRefused(rule: EditRule, pointer: string, detail: string, cue?: string): ApiError {
  const problem: ProblemDocument = {
    type: 'about:blank',
    title: 'edit_refused',
    status: 422,
    code: 'edit_refused',
    detail,
    errors: [{ pointer, detail }],
    rule,
    ...(cue !== undefined && { cue }),
  }
  return new ApiError(detail, { status: 422, code: 'edit_refused', problem })
}

/**
 * The error for edits of an older revision. A vendor does not say what has changed since, so the
 * cues have to be read again.
 */
export function outdated(asked: number, revision: number): ApiError {
  const message = `The cues are at revision ${revision} and no longer at ${asked}. Read them again, then edit them.`
  return new ApiError(message, { status: 412, code: 'outdated' })
}

/**
 * The error for an edit that the vendor has no request for. The message says what to do instead.
 */
export function editUnsupported(pointer: string, message: string): VideoTranslationError {
  return invalid(`${pointer}: ${message}`, 'not_supported')
}

/** The error for a translation whose vendor has no cues of it, or none yet. */
export function noCues(message: string): ApiError {
  return new ApiError(message, { status: 404, code: 'no_cues' })
}

/** The error for a language that a translation does not have. */
export function unknownTarget(target: string, languages: readonly string[]): VideoTranslationError {
  return invalid(`There is no target ${target}. The targets are ${languages.join(', ')}.`)
}
