import { ApiError, ConnectionError, VideoTranslationError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { after, sleep } from '../timers.ts'
import { apiError } from './problem.ts'
import { createRetryBudget, isTransient, retryDelayMs, type RetryOptions } from './retry.ts'

/** One request to make. */
export interface Call {
  /** Path under the base URL, or a whole URL; that one is sent neither key nor headers of the client. */
  path: string
  method?: string
  query?: URLSearchParams
  /** Sent as JSON, or as it is when it is bytes. */
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  /** For the whole exchange, body included. Default: the client's. */
  timeoutMs?: number | undefined
  /** Named in errors and log lines. */
  translationId?: string | undefined
}

/** Reads an answer, under the same timeout and signal. `abort` ends the connection. */
export type Read<T> = (response: Response, abort: (reason: unknown) => void) => Promise<T> | T

export interface Http {
  readonly baseUrl: string
  readonly timeoutMs: number
  readonly retryLimit: number
  /** One attempt. Rejects for every status but 2xx and 304. */
  attempt<T>(call: Call, read: Read<T>): Promise<T>
  /** Repeats what may well succeed a little later. Every call made through it must be safe to repeat. */
  send<T>(call: Call, read: Read<T>): Promise<T>
  close(): void
}

export interface HttpOptions {
  baseUrl: string
  headers: Record<string, string>
  fetch: typeof fetch
  timeoutMs: number
  retry: Required<RetryOptions>
  log: Logger
}

export function createHttp(options: HttpOptions): Http {
  const { baseUrl, timeoutMs, retry, log } = options
  const budget = createRetryBudget()
  const inFlight = new Set<(reason: unknown) => void>()
  let closed: VideoTranslationError | undefined

  return { baseUrl, timeoutMs, retryLimit: retry.limit, attempt, send, close }

  async function send<T>(call: Call, read: Read<T>): Promise<T> {
    for (let attempt_ = 1; ; attempt_++) {
      try {
        const result = await attempt(call, read)
        budget.succeeded()
        return result
      } catch (error) {
        if (attempt_ > retry.limit || call.signal?.aborted || !isTransient(error) || !budget.take())
          throw error
        const delayMs = retryDelayMs(attempt_, retry, error)
        log.debug('request failed, trying again', {
          ...facts(call),
          attempt: attempt_,
          delayMs,
          error: String(error),
        })
        await sleep(delayMs, call.signal)
      }
    }
  }

  function attempt<T>(call: Call, read: Read<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (closed) throw closed
      const { signal } = call
      signal?.throwIfAborted()
      const controller = new AbortController()
      // Rejects by itself: a fetch given by the user may not heed its signal.
      const stop = (reason: unknown): void => {
        reject(reason)
        controller.abort(reason)
        clear()
      }
      const onAbort = (): void => stop(signal?.reason)
      const cancelTimer = after(call.timeoutMs ?? timeoutMs, () => stop(timedOut(call)))
      const clear = (): void => {
        cancelTimer()
        signal?.removeEventListener('abort', onAbort)
        inFlight.delete(stop)
      }
      signal?.addEventListener('abort', onAbort)
      inFlight.add(stop)
      exchange(options, call, controller, read).then(resolve, reject).finally(clear)
    })
  }

  function close(): void {
    closed = new VideoTranslationError('The client is closed.', { code: 'closed' })
    for (const stop of inFlight) stop(closed)
  }
}

async function exchange<T>(
  options: HttpOptions,
  call: Call,
  controller: AbortController,
  read: Read<T>,
): Promise<T> {
  try {
    const { fetch } = options
    const response = await fetch(urlOf(options.baseUrl, call), requestOf(options, call, controller.signal))
    if (!response.ok && response.status !== 304) {
      throw await apiError(response, nameOf(call), call.translationId)
    }
    return await read(response, (reason) => controller.abort(reason))
  } catch (error) {
    if (error instanceof VideoTranslationError || controller.signal.aborted) throw error
    throw unusable(call, error)
  }
}

function urlOf(baseUrl: string, { path, query }: Call): string {
  const url = path.startsWith('/') ? baseUrl + path : path
  return query?.size ? `${url}?${query}` : url
}

function requestOf({ headers }: HttpOptions, call: Call, signal: AbortSignal): RequestInit {
  const { body } = call
  const json = body !== undefined && !(body instanceof Blob) && !ArrayBuffer.isView(body)
  return {
    method: call.method ?? 'GET',
    headers: {
      ...(call.path.startsWith('/') && headers),
      ...(json && { 'content-type': 'application/json' }),
      ...call.headers,
    },
    signal,
    ...(body !== undefined && { body: json ? JSON.stringify(body) : (body as BodyInit) }),
  }
}

/** Method and path; never the query, which may carry a signature. */
function nameOf({ method = 'GET', path }: Call): string {
  return `${method} ${path.replace(/[?#].*/, '')}`
}

function facts(call: Call): Record<string, unknown> {
  return { request: nameOf(call), ...(call.translationId && { translationId: call.translationId }) }
}

function timedOut(call: Call): ConnectionError {
  return new ConnectionError(`${nameOf(call)} was not answered in time.`, {
    code: 'request_timeout',
    translationId: call.translationId,
  })
}

function unusable(call: Call, cause: unknown): ConnectionError {
  const broken = cause instanceof SyntaxError
  return new ConnectionError(
    broken
      ? `${nameOf(call)} was not answered with JSON. Is this the address of a translation server?`
      : `${nameOf(call)} failed: ${reasonOf(cause)}.`,
    { code: broken ? 'invalid_response' : 'connection_failed', translationId: call.translationId, cause },
  )
}

/** Node says only "fetch failed"; the cause under it says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string; code?: string } }
  return cause?.message || cause?.code || message || String(error)
}
