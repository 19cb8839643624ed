import type { CueEdit } from 'video-translation-client'
import { editErrors } from 'video-translation-client/editing'
import { invalidRequest } from '../problems/problem.ts'

/**
 * Reads the edits of a request.
 * @throws Problem 400 that names each member that is missing, or does not belong to its edit
 */
export function readEdits(edits: readonly unknown[]): CueEdit[] {
  const errors = editErrors(edits)
  if (errors.length > 0) throw invalidRequest(errors)
  return edits as CueEdit[]
}
