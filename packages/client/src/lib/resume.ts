import type { Core } from './core.ts'
import { invalid, type ResumeToken } from './errors.ts'
import { type Outcome, resultOf } from './outcome.ts'
import { NATIVE, type Origin } from './resume-token.ts'
import type { Translation } from './translation.ts'
import type { WaitOptions } from './waiting/options/wait-options.ts'

/** Goes on with the wait that a token names. Without `settle` the token names one translation. */
export async function resume(
  core: Core,
  token: unknown,
  { settle, ...options }: WaitOptions & { settle?: boolean | undefined },
): Promise<Translation | Outcome[]> {
  const ids = parseResumeToken(token, core, settle)
  const outcomes = await core.waiting.awaitEnds(ids, options)
  return settle ? outcomes : (resultOf(outcomes[0] as Outcome) as Translation)
}

/** Reads the ids from a token or its JSON. A token with several ids needs `settle`. */
function parseResumeToken(token: unknown, { http, protocol: { name } }: Origin, settle = false): string[] {
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
