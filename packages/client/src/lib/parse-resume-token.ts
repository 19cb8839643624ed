import { invalid, type ResumeToken } from './errors.ts'
import { NATIVE, type Origin } from './resume-token.ts'

/** Reads the ids from a token or its JSON. A token with several ids needs `settle`. */
export function parseResumeToken(
  token: unknown,
  { http, protocol: { name } }: Origin,
  settle = false,
): string[] {
  const { v, server, protocol = NATIVE, ids } = read(token)
  const isToken =
    v === 1 && Array.isArray(ids) && ids.length > 0 && ids.every((id) => id && typeof id === 'string')
  if (!isToken) throw invalid('Invalid resume token.', 'invalid_token')
  if (server !== http.server || protocol !== name)
    throw invalid(`The resume token is for ${server} (${protocol}).`, 'invalid_token')
  if (ids.length > 1 && !settle)
    throw invalid('The resume token names several translations: resume it with `settle`.')
  return ids
}

function read(token: unknown): Partial<ResumeToken> {
  try {
    return (typeof token === 'string' ? JSON.parse(token) : token) ?? {}
  } catch {
    return {}
  }
}
