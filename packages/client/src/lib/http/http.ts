import { ConnectionError, invalid, VideoTranslationError } from '../errors.ts'
import type { LogFields, Logger } from '../logger.ts'
import { after, nothing, onAbort, sleep, unless } from '../timers.ts'
import { type Closing, createClosing } from './closing.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { apiError, type ReadProblem } from './problem.ts'
import { createRetryBudget, isTransient, type RetryBudget, retryDelayMs, type RetryOptions } from './retry.ts'
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
  bytes?: RequestInit['body'] | undefined
  headers?: Record<string, string> | undefined
  signal?: AbortSignal | undefined
  /** For the whole exchange, body included. Default: the client's. */
  timeoutMs?: number | undefined
  /** Repetitions after the first attempt, at most. Default: the client's. */
  retryLimit?: number | undefined
  /** Named in errors and log lines. */
  translationId?: string | undefined
  /** Named in log lines instead, where the request is about several. */
  translationIds?: readonly string[] | undefined
}

/** Reads an answer, under the same timeout and signal. `allow` gives it so many milliseconds from now instead. */
export type Read<T> = (response: Response, allow: (ms: number) => void) => Promise<T> | T

export interface Http extends HttpOptions {
  readonly clock: ServerClock
  /** Calls `then` with an error when the client is closed. Returns what calls it off. Throws when it is closed already. */
  onClose: Closing['onClose']
  /** Of whoever asks; every call ends with it. */
  readonly signal: AbortSignal | undefined
  /** One attempt. Rejects for every status but 2xx and 304. */
  attempt<T>(call: Call, read: Read<T>): Promise<T>
  /** Repeats what may well succeed a little later. Every call made through it must be safe to repeat. */
  send<T>(call: Call, read: Read<T>): Promise<T>
  /** What repetitions of all calls are paid from. The first repetition of each call is free. */
  readonly budget: RetryBudget
  /** The same, for calls that have this in common where they do not say otherwise. */
  with(common: Partial<Call>): Http
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
  const { onClose, close } = createClosing()
  const budget = createRetryBudget()
  const line = { ...options, clock: createServerClock(), limiter: createLimiter(), onClose, budget }
  return withCommon({})

  function withCommon(common: Partial<Call>): Http {
    const whole = (call: Call): Call => ({ ...common, ...call })
    return {
      ...line,
      signal: common.signal,
      attempt: (call, read) => attempt(line, whole(call), read),
      send: (call, read) => send(whole(call), read),
      with: (more) => withCommon({ ...common, ...more }),
      close: () => close(invalid('The client is closed.', 'closed')),
    }
  }

  async function send<T>(call: Call, read: Read<T>): Promise<T> {
    for (let attempts = 1, pauseMs = 0; ; attempts++) {
      try {
        const result = await attempt(line, call, read, pauseMs)
        budget.succeeded()
        return result
      } catch (error) {
        if (attempts > (call.retryLimit ?? retry.limit) || !isTransient(error)) throw error
        // The first repetition is free, so that failures of one call never starve another.
        if (attempts > 1 && !budget.take()) throw error
        pauseMs = retryDelayMs(attempts, retry, error)
        log.warn('a request failed and is repeated', { ...subjectOf(call), error: String(error) })
      }
    }
  }
}

/** What all requests of a client share. */
interface Line extends HttpOptions {
  readonly clock: ServerClock
  readonly limiter: Limiter
  readonly onClose: Closing['onClose']
}

/** Ends at once with the signal, the client or the time, and leaves nothing of itself behind. */
async function attempt<T>(line: Line, call: Call, read: Read<T>, pauseMs?: number): Promise<T> {
  const controller = new AbortController()
  const { signal } = controller
  const stop = (reason: unknown): void => controller.abort(reason)
  const undo: (() => void)[] = []
  let cancelTimer = nothing
  const allow = (ms: number): void => {
    signal.throwIfAborted()
    cancelTimer()
    cancelTimer = after(ms, () => stop(unreached(call, 'request_timeout', 'no answer in time')))
  }
  try {
    undo.push(line.onClose(stop))
    undo.push(onAbort(call.signal, stop))
    if (pauseMs) await sleep(pauseMs, signal)
    // The server's limit is no fault of this request: its own time begins when it may go.
    if (isOwn(call)) await line.limiter.admit(signal)
    allow(call.timeoutMs ?? line.timeoutMs)
    // A fetch given by the user may not heed its signal.
    return await unless(signal, exchange(line, call, signal, read, allow))
  } finally {
    cancelTimer()
    undo.forEach((forget) => forget())
    // What was not read of an answer would keep its connection, and the process, alive.
    controller.abort()
  }
}

async function exchange<T>(
  { fetch, server, headers, clock, limiter, readProblem, log }: Line,
  call: Call,
  signal: AbortSignal,
  read: Read<T>,
  allow: (ms: number) => void,
): Promise<T> {
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
    // A page comes from what lies between, e.g. a network that wants a sign-in. Small servers send their JSON as one, too.
    if (response.headers.get('content-type')?.startsWith('text/html')) await response.clone().json()
    return await read(response, allow)
  } catch (error) {
    throw error instanceof VideoTranslationError || signal.aborted ? error : unusable(call, error)
  }
}

function urlOf(server: string, call: Call): string {
  const search = String(call.query ?? '')
  return (isOwn(call) ? server : '') + call.path + (search && `?${search}`)
}

/** To the server itself, rather than to a whole URL. */
function isOwn({ path }: Call): boolean {
  return path.startsWith('/')
}

function unusable(call: Call, cause: unknown): ConnectionError {
  return cause instanceof SyntaxError
    ? unreached(call, 'invalid_response', 'is this a translation server?', cause)
    : unreached(call, 'connection_failed', reasonOf(cause), cause)
}

/** Node says only "fetch failed"; the cause under it says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string; code?: string } }
  return cause?.message || cause?.code || message || String(error)
}

function unreached(call: Call, code: string, why: string, cause?: unknown): ConnectionError {
  return new ConnectionError(`${nameOf(call)}: ${why}`, { code, translationId: call.translationId, cause })
}

/** The translations that a log line about a request names. */
function subjectOf({ translationId, translationIds }: Call): LogFields {
  return translationIds ? { translationIds } : { translationId }
}

/** Method and path; never the query, which may carry a signature. */
function nameOf({ method = 'GET', path }: Call): string {
  return `${method} ${path.split('?')[0]}`
}
