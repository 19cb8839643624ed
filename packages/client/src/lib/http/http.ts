import { ConnectionError, invalid, VideoTranslationError } from '../errors.ts'
import type { LogFields, Logger } from '../logger.ts'
import { sleep } from '../timers.ts'
import { type Closing, createClosing } from './closing.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { Limits } from './limits.ts'
import { apiError, type ReadProblem } from './problem.ts'
import {
  createRetryBudget,
  isTransient,
  type RetryBudget,
  retryDelayMs,
  type RetrySettings,
} from './retry.ts'
import { createServerClock, type ServerClock } from './server-clock.ts'

/** One request to make. */
export interface Call {
  /**
   * A path under the base URL, or a whole URL. A whole URL gets neither key nor headers of the
   * client.
   */
  path: string
  method?: string | undefined
  query?: URLSearchParams | undefined
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is. */
  bytes?: RequestInit['body'] | undefined
  headers?: Record<string, string> | undefined
  signal?: AbortSignal | undefined
  /** The time limit of the whole exchange, body included. Default: the client's. */
  timeoutMs?: number | undefined
  /** The limit of retries after the first attempt. Default: the client's. */
  retryLimit?: number | undefined
  /** The request goes on when the client is closed. Default false. */
  outlivesClient?: boolean | undefined
  /** Named in errors and log lines. */
  translationId?: string | undefined
  /** Named in log lines instead, if the request is about several translations. */
  translationIds?: readonly string[] | undefined
}

/** Reads an answer under the same limits. `limits.allow` restarts the time limit. */
export type Read<T> = (response: Response, limits: Pick<Limits, 'allow'>) => Promise<T> | T

/** Makes the requests of a client. */
export interface Http extends HttpOptions {
  readonly clock: ServerClock
  /** Calls `then` when the client is closed, or at once if it is. Returns an undo function. */
  onClose: Closing['onClose']
  /** The caller's signal, which ends every call. */
  readonly signal: AbortSignal | undefined
  /** Makes one attempt. Rejects for every status except 2xx and 304. */
  attempt<T>(call: Call, read: Read<T>): Promise<T>
  /** Retries transient failures. The call must be safe to repeat. */
  send<T>(call: Call, read: Read<T>): Promise<T>
  /** The budget that retries of all calls share. The first retry of each call is free. */
  readonly budget: RetryBudget
  /** The same with defaults for every call. */
  with(common: Partial<Call>): Http
  close(): void
}

export interface HttpOptions {
  readonly server: string
  readonly headers: Record<string, string>
  readonly fetch: typeof fetch
  readonly timeoutMs: number
  readonly retry: RetrySettings
  readonly log: Logger
  readonly readProblem: ReadProblem
}

export function createHttp(options: HttpOptions): Http {
  const { onClose, close } = createClosing()
  return withCommon(
    {
      ...options,
      clock: createServerClock(),
      limiter: createLimiter(),
      budget: createRetryBudget(),
      onClose,
      close: () => close(invalid('The client is closed.', 'closed')),
    },
    {},
  )
}

/** The state that all requests of a client share. */
interface Transport extends HttpOptions {
  readonly clock: ServerClock
  readonly limiter: Limiter
  readonly budget: RetryBudget
  readonly onClose: Closing['onClose']
  close(): void
}

function withCommon(transport: Transport, common: Partial<Call>): Http {
  return {
    ...transport,
    signal: common.signal,
    attempt: (call, read) => attempt(transport, { ...common, ...call }, read),
    send: (call, read) => send(transport, { ...common, ...call }, read),
    with: (more) => withCommon(transport, { ...common, ...more }),
  }
}

async function send<T>(transport: Transport, call: Call, read: Read<T>): Promise<T> {
  const { retry, budget, log } = transport
  for (let attempts = 1, pauseMs = 0; ; attempts++) {
    try {
      const result = await attempt(transport, call, read, pauseMs)
      budget.succeeded()
      return result
    } catch (error) {
      if (attempts > (call.retryLimit ?? retry.limit) || !isTransient(error)) throw error
      // The first retry is free, so that failures of one call never starve another.
      if (attempts > 1 && !budget.take()) throw error
      pauseMs = retryDelayMs(attempts, retry, error)
      log.warn('a request failed and is repeated', { ...subjectOf(call), error: String(error) })
    }
  }
}

async function attempt<T>(transport: Transport, call: Call, read: Read<T>, pauseMs?: number): Promise<T> {
  const limits = new Limits(() => unreached(call, 'request_timeout', 'no answer in time'))
  const onClose = call.outlivesClient ? undefined : transport.onClose
  return await limits.run(call.signal, onClose, async () => {
    if (pauseMs) await sleep(pauseMs, limits.signal)
    // The time limit begins when the rate limit lets the request go.
    if (isOwn(call)) await transport.limiter.admit(limits.signal)
    limits.allow(call.timeoutMs ?? transport.timeoutMs)
    return await exchange(transport, call, limits, read)
  })
}

async function exchange<T>(
  { fetch, server, headers, clock, limiter, readProblem, log }: Transport,
  call: Call,
  limits: Limits,
  read: Read<T>,
): Promise<T> {
  const { signal } = limits
  const { json, bytes, method = 'GET' } = call
  const own = isOwn(call)
  const sentAt = Date.now()
  const request = nameOf(call)
  const fields = { ...subjectOf(call), request }
  log.debug('request sent', fields)
  try {
    const response = await fetch(urlOf(server, call), {
      method,
      headers: {
        ...(own && headers),
        ...(json ? { 'content-type': 'application/json' } : {}),
        ...call.headers,
      },
      body: json ? JSON.stringify(json) : (bytes ?? null),
      signal,
    })
    log.debug('request answered', { ...fields, status: response.status, tookMs: Date.now() - sentAt })
    if (own) {
      clock.heard(response, sentAt)
      limiter.heard(response)
    }
    if (!response.ok && response.status !== 304)
      throw await apiError(response, request, call.translationId, readProblem)
    // An HTML page comes from a proxy, e.g. a sign-in page. Small servers label JSON as HTML too.
    if (response.headers.get('content-type')?.startsWith('text/html')) await response.clone().json()
    return await read(response, limits)
  } catch (error) {
    throw error instanceof VideoTranslationError || signal.aborted ? error : unusable(call, error)
  }
}

function urlOf(server: string, call: Call): string {
  const search = String(call.query ?? '')
  return (isOwn(call) ? server : '') + call.path + (search && `?${search}`)
}

/** Whether the request goes to the server itself, not to a whole URL. */
function isOwn({ path }: Call): boolean {
  return path.startsWith('/')
}

function unusable(call: Call, cause: unknown): ConnectionError {
  return cause instanceof SyntaxError
    ? unreached(call, 'invalid_response', 'is this a translation server?', cause)
    : unreached(call, 'connection_failed', reasonOf(cause), cause)
}

/** Node's message is only "fetch failed". The reason is in its cause. */
function reasonOf(error: unknown): string {
  type Cause = { message?: string; code?: string }
  const { message, cause } = (error ?? {}) as { message?: string; cause?: Cause }
  return cause?.message || cause?.code || message || String(error)
}

function unreached(call: Call, code: string, why: string, cause?: unknown): ConnectionError {
  return new ConnectionError(`${nameOf(call)}: ${why}`, { code, translationId: call.translationId, cause })
}

/** The translations that a log line about a request names. */
function subjectOf({ translationId, translationIds }: Call): LogFields {
  return translationIds ? { translationIds } : { translationId }
}

/** The method and the path, without the query, which may hold a signature. */
function nameOf({ method = 'GET', path }: Call): string {
  return `${method} ${path.split('?')[0]}`
}
