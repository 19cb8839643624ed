import { ConnectionError, invalid, VideoTranslationError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { after, onAbort, sleep, unless } from '../timers.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { apiError, type ReadProblem } from './problem.ts'
import { createRetryBudget, isTransient, retryDelayMs, type RetryOptions } from './retry.ts'
import { createServerClock, type ServerClock } from './server-clock.ts'

/** One request to make. */
export interface Call {
  /** Path under the base URL, or a whole URL; that one is sent neither key nor headers of the client. */
  path: string
  method?: string | undefined
  query?: URLSearchParams | undefined
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is. */
  bytes?: BodyInit | undefined
  headers?: Record<string, string> | undefined
  signal?: AbortSignal | undefined
  /** For the whole exchange, body included. Default: the client's. */
  timeoutMs?: number | undefined
  /** Named in errors and log lines. */
  translationId?: string | undefined
}

/** Reads an answer, under the same timeout and signal. `abort` ends the connection. */
export type Read<T> = (response: Response, abort: (reason: unknown) => void) => Promise<T> | T

export interface Http extends HttpOptions {
  readonly clock: ServerClock
  /** Of whoever asks; every call ends with it. */
  readonly signal: AbortSignal | undefined
  /** One attempt. Rejects for every status but 2xx and 304. */
  attempt<T>(call: Call, read: Read<T>): Promise<T>
  /** Repeats what may well succeed a little later. Every call made through it must be safe to repeat. */
  send<T>(call: Call, read: Read<T>): Promise<T>
  /** The same, for calls that have this in common where they do not say otherwise. */
  with(common: Partial<Call>): Http
  /** The same for one who repeats by himself: a wait, which has a budget and a patience of its own. */
  once(common: Partial<Call>): Http
  close(): void
}

export interface HttpOptions {
  readonly server: string
  readonly headers: Record<string, string>
  readonly fetch: typeof fetch
  readonly timeoutMs: number
  readonly retry: Required<RetryOptions>
  readonly log: Logger
  readonly readProblem: ReadProblem
}

export function createHttp(options: HttpOptions): Http {
  const { retry, log } = options
  const line: Line = { ...options, clock: createServerClock(), limiter: createLimiter() }
  const budget = createRetryBudget()
  const inFlight = new Set<(reason: unknown) => void>()
  let closed: VideoTranslationError | undefined

  return withCommon({ ...line, signal: undefined, attempt, send, close }, {})

  async function send<T>(call: Call, read: Read<T>): Promise<T> {
    for (let attempts = 1; ; attempts++) {
      try {
        const result = await attempt(call, read)
        budget.succeeded()
        return result
      } catch (error) {
        call.signal?.throwIfAborted()
        if (attempts > retry.limit || !isTransient(error) || !budget.take()) throw error
        const delayMs = retryDelayMs(attempts, retry, error)
        log.debug('retrying', { translationId: call.translationId, attempts, delayMs, error: String(error) })
        await sleep(delayMs, call.signal)
      }
    }
  }

  async function attempt<T>(call: Call, read: Read<T>): Promise<T> {
    if (closed) throw closed
    const controller = new AbortController()
    const stop = (reason: unknown): void => controller.abort(reason)
    const forget = onAbort(call.signal, stop)
    let cancelTimer = forget
    inFlight.add(stop)
    try {
      // The server's limit is no fault of this request: its own time begins when it may go.
      if (isOwn(call)) await admitted(line.limiter, controller.signal)
      controller.signal.throwIfAborted()
      cancelTimer = after(call.timeoutMs ?? options.timeoutMs, () =>
        stop(unreached(call, 'request_timeout', 'no answer in time')),
      )
      // A fetch given by the user may not heed its signal.
      return await unless(controller.signal, exchange(line, call, controller, read))
    } finally {
      cancelTimer()
      forget()
      inFlight.delete(stop)
    }
  }

  function close(): void {
    closed = invalid('The client is closed.', 'closed')
    inFlight.forEach((stop) => stop(closed))
  }
}

function withCommon(http: Omit<Http, 'with' | 'once'>, common: Partial<Call>): Http {
  return {
    ...http,
    signal: common.signal ?? http.signal,
    attempt: (call, read) => http.attempt({ ...common, ...call }, read),
    send: (call, read) => http.send({ ...common, ...call }, read),
    with: (more) => withCommon(http, { ...common, ...more }),
    once: (more) => withCommon({ ...http, send: http.attempt }, { ...common, ...more }),
  }
}

/** What all requests of a client share. */
interface Line extends HttpOptions {
  readonly clock: ServerClock
  readonly limiter: Limiter
}

async function exchange<T>(
  { fetch, server, headers, clock, limiter, readProblem }: Line,
  call: Call,
  controller: AbortController,
  read: Read<T>,
): Promise<T> {
  const { path, query, json, bytes, method = 'GET', translationId } = call
  const own = isOwn(call)
  const { signal } = controller
  const sentAt = Date.now()
  try {
    const response = await fetch((own ? server : '') + path + (query ? `?${query}` : ''), {
      method,
      headers: {
        ...(own && headers),
        ...(json ? { 'content-type': 'application/json' } : {}),
        ...call.headers,
      },
      body: json ? JSON.stringify(json) : (bytes ?? null),
      signal,
    })
    if (own) {
      clock.heard(response, sentAt)
      limiter.heard(response)
    }
    if (!response.ok && response.status !== 304)
      throw await apiError(response, nameOf(call), readProblem, translationId)
    await refusePage(response, call)
    return await read(response, (reason) => controller.abort(reason))
  } catch (error) {
    throw error instanceof VideoTranslationError || signal.aborted ? error : unusable(call, error)
  }
}

/** To the server itself, rather than to a whole URL. */
function isOwn({ path }: Call): boolean {
  return path.startsWith('/')
}

async function admitted(limiter: Limiter, signal: AbortSignal): Promise<void> {
  for (let ms = limiter.take(); ms > 0; ms = limiter.take()) await sleep(ms, signal)
  signal.throwIfAborted()
}

/** Nothing here is answered by a page: it comes from what lies between, e.g. a network that wants a sign-in. */
async function refusePage({ headers, body }: Response, call: Call): Promise<void> {
  if (!headers.get('content-type')?.startsWith('text/html')) return
  await body?.cancel()
  throw unreached(call, 'invalid_response', 'a page of HTML; is this a translation server?')
}

/** Method and path; never the query, which may carry a signature. */
function nameOf({ method = 'GET', path }: Call): string {
  return `${method} ${path.split('?')[0]}`
}

function unreached(call: Call, code: string, why: string, cause?: unknown): ConnectionError {
  return new ConnectionError(`${nameOf(call)}: ${why}`, { code, translationId: call.translationId, cause })
}

function unusable(call: Call, cause: unknown): ConnectionError {
  return cause instanceof SyntaxError
    ? unreached(call, 'invalid_response', 'not JSON; is this a translation server?', cause)
    : unreached(call, 'connection_failed', reasonOf(cause), cause)
}

/** Node says only "fetch failed"; the cause under it says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string; code?: string } }
  return cause?.message || cause?.code || message || String(error)
}
