import { invalidRequest } from '../problems/problem.ts'

/** A place in the cues of one revision. */
interface CueCursor {
  revision: number
  offset: number
}

export function encodeCursor({ revision, offset }: CueCursor): string {
  return `${revision}.${offset}`
}

/** @throws Problem 400 */
export function decodeCursor(cursor: string): CueCursor {
  const [, revision, offset] = /^(\d{1,9})\.(\d{1,9})$/.exec(cursor) ?? []
  if (revision !== undefined && offset !== undefined)
    return { revision: Number(revision), offset: Number(offset) }
  const detail = 'It is not a cursor of cues: pass the `nextCursor` of a page as it is.'
  throw invalidRequest([{ pointer: '/cursor', detail }])
}
