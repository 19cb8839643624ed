import { primaryLanguage } from '../../../../media/languages.ts'
import { type Endpoint, send } from '../../endpoints/send.ts'

/** A list of the service's languages that is asked for again after some time. */
export interface LanguageList<languages> {
  /** Undefined if the service does not answer. */
  get(): Promise<languages | undefined>
}

const FRESH_MS = 10 * 60_000
/** A service that does not answer is not asked again for so long. */
const RETRY_MS = 10_000

/** Shares one answer among all checks. */
export function createLanguageList<languages>(ask: () => Promise<languages>): LanguageList<languages> {
  let known: Promise<languages | undefined> | undefined
  let until = 0
  return {
    get() {
      if (known && performance.now() < until) return known
      until = performance.now() + FRESH_MS
      known = ask().catch(() => {
        until = performance.now() + RETRY_MS
        return undefined
      })
      return known
    },
  }
}

/** Longest that a check waits for a list. */
const LIST_MS = 5000

/** Asks once for a list that a check needs at once. */
export async function askForList(
  endpoint: Endpoint,
  request: { path: string; headers?: Record<string, string> },
): Promise<unknown> {
  const quick = { ...endpoint, timeoutMs: LIST_MS, retry: { ...endpoint.retry, limit: 0 } }
  return JSON.parse(await send(quick, request, AbortSignal.timeout(LIST_MS)))
}

/** The code of a service for a tag: the tag itself, one with the same script, or the language. */
export function findCode(codes: readonly string[], tag: string): string | undefined {
  const wanted = tag.toLowerCase()
  const sameLanguage = codes.filter((code) => primaryLanguage(code) === primaryLanguage(tag))
  const exact = codes.find((code) => code.toLowerCase() === wanted)
  const sameScript = sameLanguage.find((code) => scriptOf(code) === scriptOf(tag))
  return exact ?? sameScript ?? sameLanguage[0]
}

function scriptOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).maximize().script
  } catch {
    return undefined
  }
}
