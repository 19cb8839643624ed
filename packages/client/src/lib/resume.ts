import type { Core } from './core.ts'
import { invalid, type ResumeToken, TranslationError } from './errors.ts'
import { type Outcome, resultOf } from './outcome.ts'
import { NATIVE, type Origin } from './resume-token.ts'
import { now, sleep } from './timers.ts'
import type { Translation } from './translation.ts'
import type { WaitOptions } from './waiting/options/wait-options.ts'

/** Goes on with the wait that a token names. Without `settle` the token names one translation. */
export async function resume(
  core: Core,
  token: unknown,
  { settle, ...options }: WaitOptions & { settle?: boolean | undefined },
): Promise<Translation | Outcome[]> {
  const { ids, revision } = parseResumeToken(token, core, settle)
  const outcomes = await awaitRevision(core, ids, revision, options)
  return settle ? outcomes : (resultOf(outcomes[0] as Outcome) as Translation)
}

/** A server that is behind may still show the end of an older revision. */
const BEHIND_MS = 1_000

/** Waits until each has ended at this revision or a later one. */
async function awaitRevision(
  core: Core,
  ids: readonly string[],
  least: number,
  options: WaitOptions,
): Promise<Outcome[]> {
  const deadline = now() + (options.timeoutMs ?? Infinity)
  for (;;) {
    const timeoutMs = options.timeoutMs === undefined ? {} : { timeoutMs: Math.max(1, deadline - now()) }
    const outcomes = await core.waiting.awaitEnds(ids, { ...options, ...timeoutMs })
    const isOld = outcomes.some(({ error, translation }) => {
      return (!error || error instanceof TranslationError) && (translation?.revision ?? 1) < least
    })
    if (!isOld || now() >= deadline) return outcomes
    await sleep(BEHIND_MS, options.signal)
  }
}

interface Resumed {
  ids: string[]
  /** The least revision with which the wait may end. */
  revision: number
}

/** Reads a token or its JSON. A token with several ids needs `settle`. */
function parseResumeToken(token: unknown, { http, protocol: { name } }: Origin, settle = false): Resumed {
  const { v, server, protocol = NATIVE, ids, revision = 1 } = read(token)
  const isToken =
    v === 1 &&
    Array.isArray(ids) &&
    ids.length > 0 &&
    ids.every((id) => id && typeof id === 'string') &&
    typeof revision === 'number'
  if (!isToken) throw invalid('Invalid resume token.', 'invalid_token')
  if (server !== http.server || protocol !== name)
    throw invalid(`The resume token is for ${server} (${protocol}).`, 'invalid_token')
  if (ids.length > 1 && !settle)
    throw invalid('The resume token names several translations: resume it with `settle`.')
  return { ids, revision }
}

function read(token: unknown): Partial<ResumeToken> {
  try {
    return (typeof token === 'string' ? JSON.parse(token) : token) ?? {}
  } catch {
    return {}
  }
}
