import { invalid } from './errors.ts'
import { createHttp, type Http, type Read } from './http/http.ts'
import { RETRY_DEFAULTS, type RetryOptions } from './http/retry.ts'
import { type Logger, silent } from './logger.ts'
import { createReadTranslation, type ReadTranslation } from './read-translation.ts'
import type { Translation } from './translation.ts'
import { createHub, type Hub } from './waiting/hub.ts'
import type { WaitOptions } from './waiting/wait-options.ts'

/** How a client behaves. */
export interface ClientOptions {
  /** Sent as `Authorization: Bearer`, to this server only. */
  apiKey?: string
  /** Further headers for every request to this server. */
  headers?: Record<string, string>
  /** Makes the requests. Default: the global `fetch`. */
  fetch?: typeof fetch
  /** How long one request may take, in milliseconds, its answer's body included. Default 30,000. */
  timeoutMs?: number
  /** How failed requests are repeated. */
  retry?: RetryOptions
  /** Told what the client does. Default: nobody. */
  logger?: Logger
  /** Defaults for every wait and watch. */
  waiting?: Omit<WaitOptions, 'signal'>
}

/** What the verbs share. */
export interface Core {
  readonly server: string
  readonly http: Http
  readonly log: Logger
  readonly hub: Hub
  readonly waiting: WaitOptions
  readonly read: ReadTranslation
  readonly readOne: Read<Translation>
}

export function createCore(baseUrl: string | URL, options: ClientOptions): Core {
  const { apiKey, headers, timeoutMs = 30_000, retry, logger: log = silent, waiting = {} } = options
  const server = parseBaseUrl(baseUrl)
  const http = createHttp({
    server,
    headers: { ...headers, ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
    // Called without a receiver: browsers refuse a `fetch` that is a method of something else.
    fetch: options.fetch ?? ((...args) => fetch(...args)),
    timeoutMs,
    retry: { ...RETRY_DEFAULTS, ...retry },
    log,
  })
  const read = createReadTranslation(log)
  const readOne: Read<Translation> = async (response) => read(await response.json())
  return { server, http, log, hub: createHub(http, read), waiting, read, readOne }
}

function parseBaseUrl(baseUrl: string | URL): string {
  const text = String(baseUrl)
  // What comes before an @ would be a password; it is refused, and not echoed.
  if (/^https?:\/\/[^@/?#]+(\/[^@?#]*)?$/.test(text) && URL.canParse(text))
    return new URL(text).href.replace(/\/+$/, '')
  throw invalid(
    'The base URL has to be like https://example.com, without a password; a key goes in `apiKey`.',
  )
}
