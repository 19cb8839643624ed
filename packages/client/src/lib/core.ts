import { httpUrl } from './http-url.ts'
import { createHttp } from './http/http.ts'
import { RETRY_KINDS, RETRY_DEFAULTS, type RetryOptions } from './http/retry.ts'
import { loadPart } from './load-part.ts'
import { type Logger, silent } from './logger.ts'
import type { CreateRequest } from './create-request.ts'
import { native } from './native/native.ts'
import { checkMethods, checkOptions, type OptionKinds, withDefaults } from './options.ts'
import type { Protocol } from './protocol.ts'
import { invalid } from './errors.ts'
import type { Connection } from './connection.ts'
import { createWaiting, type Waiting } from './waiting/waiting.ts'
import {
  checkDelays,
  checkWaitOptions,
  DEFAULTS_KINDS,
  type WaitDefaults,
} from './waiting/options/wait-options.ts'

/** How a client behaves. */
export interface ClientOptions<Request = CreateRequest> {
  /** The API of the server. Default: that of a Video Translation server. */
  protocol?: Protocol<Request> | undefined
  /** Sent to this server only, as `Authorization: Bearer` or in the protocol's own header. */
  apiKey?: string | undefined
  /** Further headers for every request to this server. */
  headers?: Record<string, string> | Headers | undefined
  /** Makes the requests. Default: the global `fetch`. */
  fetch?: typeof fetch | undefined
  /** The time limit of one request with its answer's body, in milliseconds. Default 30,000. */
  timeoutMs?: number | undefined
  /**
   * When failed requests are repeated: by default up to three times, within the budget that {@link
   * RetryOptions} explains.
   */
  retry?: RetryOptions | undefined
  /** Receives log lines, each with the id of its translation. Default: none. */
  logger?: Logger | undefined
  /**
   * Defaults for every wait and watch, and the history of how long translations took. By default
   * the history is kept in memory.
   */
  waiting?: WaitDefaults | undefined
  /**
   * Whether waits and watches share requests, so that a thousand of them need one connection.
   * `notify` works only for shared waits. Default: true, but false in Cloudflare Workers, where an
   * incoming request may not use connections of another.
   */
  shareWaits?: boolean | undefined
}

const CLIENT_KINDS: OptionKinds<ClientOptions<never>> = {
  protocol: 'object',
  apiKey: 'string',
  headers: 'object',
  fetch: 'function',
  timeoutMs: 'positive',
  retry: 'object',
  logger: 'object',
  waiting: 'object',
  shareWaits: 'boolean',
}

/** The state that all verbs of a client share. */
export interface Core<Request = never> extends Connection<Request> {
  readonly waiting: Waiting
  /** The client's defaults. Options of a call override them. */
  readonly waitDefaults: WaitDefaults
}

export function createCore<Request>(baseUrl: string | URL, options: ClientOptions<Request>): Core<Request> {
  checkOptions('the client', options, CLIENT_KINDS)
  // Without `protocol`, `Request` is `CreateRequest`.
  const { protocol = native as unknown as Protocol<Request> } = options
  const { apiKey, timeoutMs = 30_000, retry: retryOptions = {}, logger: log = silent, waiting = {} } = options
  checkOptions('retry', retryOptions, RETRY_KINDS)
  checkMethods('logger', log, ['debug', 'info', 'warn', 'error'])
  checkMethods('protocol', protocol, ['headers', 'create', 'get'])
  checkWaitOptions('waiting', waiting, DEFAULTS_KINDS)
  const retry = withDefaults(RETRY_DEFAULTS, retryOptions)
  checkDelays('retry', retry)
  const http = createHttp({
    server: parseBaseUrl(baseUrl),
    headers: { ...headersOf(options.headers), ...(apiKey && protocol.headers(apiKey)) },
    // Called without a receiver: browsers refuse a `fetch` that is a method of something else.
    fetch: options.fetch ?? ((...args) => fetch(...args)),
    timeoutMs,
    retry,
    log,
    readProblem: protocol.problem,
  })
  const connection = { protocol, http, createdMs: new Map<string, number>(), waitDefaults: waiting }
  const { shareWaits = !tiesIoToRequests() } = options
  return { ...connection, waiting: (shareWaits ? createWaiting : createUnsharedWaiting)(connection, waiting) }
}

/**
 * Whether a timer or connection works only for the request in which it was made. So it is in
 * Cloudflare Workers, where one client at module level serves many requests at a time.
 */
function tiesIoToRequests(): boolean {
  return globalThis.navigator?.userAgent === 'Cloudflare-Workers'
}

function createUnsharedWaiting(connection: Connection, defaults: WaitDefaults): Waiting {
  return {
    async awaitEnds(...wait) {
      const load = () => import('./unshared-waiting.ts')
      const { awaitUnshared } = await loadPart(load, connection.http, wait[1])
      return await awaitUnshared(connection, defaults, ...wait)
    },
    // A hint arrives in a request of its own, which may not wake the timers of another.
    hint: () => false,
  }
}

/** Spreading a `Headers` object would copy nothing. */
function headersOf(headers: ClientOptions['headers']): Record<string, string> {
  return headers instanceof Headers ? Object.fromEntries(headers) : { ...headers }
}

function parseBaseUrl(baseUrl: string | URL): string {
  const url = httpUrl(baseUrl)
  // A query or a password is refused. The message does not repeat the URL, which may hold a secret.
  if (url && url.origin + url.pathname === url.href) return url.href.replace(/\/+$/, '')
  throw invalid('The base URL has to be like https://example.com; a key goes in `apiKey`.')
}
