import type { Fault, RetryAfter } from 'video-translation-simulator'

/** One way in which a request can go wrong, and the expected reaction of the client. */
export interface FaultCase {
  /** The fault, as the beginning of a test title. */
  name: string
  fault: Fault
  /**
   * `repeat`: a retry may succeed; `give up`: the refusal is final; `bear`: it is not a failure.
   */
  response: 'repeat' | 'give up' | 'bear'
  /** The error if the fault lasts. */
  error?: { name: 'ApiError' | 'ConnectionError'; code: string; status?: number }
  /** The pause that the server asks for. */
  pauseMs?: number
  /** The delay of one attempt; Infinity until the client's timeout. */
  holdMs?: number
  /** The responses that can have it: only JSON, or all with a body. Default: all. */
  meets?: 'json' | 'bodies'
  /** Requests in one attempt. Default 1. */
  hops?: number
}

const PAGE = '<!doctype html><title>Sign in</title><p>Please sign in to the network.'
const MONTH_S = 2_678_400
const LONGEST_PAUSE_MS = 60_000

const failed = { name: 'ConnectionError', code: 'connection_failed' } as const
const late = { name: 'ConnectionError', code: 'request_timeout' } as const
const nonsense = { name: 'ConnectionError', code: 'invalid_response' } as const

const CONNECTION: FaultCase[] = [
  { name: 'a refused connection', fault: { kind: 'refused' }, response: 'repeat', error: failed },
  {
    name: 'a reset before the request is handled',
    fault: { kind: 'reset', at: 'start' },
    response: 'repeat',
    error: failed,
  },
  {
    name: 'a reset after the request was handled',
    fault: { kind: 'reset', at: 'done' },
    response: 'repeat',
    error: failed,
  },
  {
    name: 'a reset in mid-body',
    fault: { kind: 'reset', at: 'body' },
    response: 'repeat',
    error: failed,
    meets: 'bodies',
  },
  {
    name: 'a connection closed in mid-body',
    fault: { kind: 'closed' },
    response: 'repeat',
    error: failed,
    meets: 'bodies',
  },
]

const SLOW: FaultCase[] = [
  {
    name: 'headers that take 5 s',
    fault: { kind: 'slow', part: 'headers', ms: 5_000 },
    response: 'bear',
    holdMs: 5_000,
  },
  {
    name: 'a body that takes 5 s',
    fault: { kind: 'slow', part: 'body', ms: 5_000 },
    response: 'bear',
    holdMs: 5_000,
    meets: 'bodies',
  },
  {
    name: 'headers that never come',
    fault: { kind: 'slow', part: 'headers', ms: Infinity },
    response: 'repeat',
    error: late,
    holdMs: Infinity,
  },
  {
    name: 'a body that stops half-way',
    fault: { kind: 'slow', part: 'body', ms: Infinity },
    response: 'repeat',
    error: late,
    holdMs: Infinity,
    meets: 'bodies',
  },
  {
    name: 'headers and then nothing',
    fault: { kind: 'silent' },
    response: 'repeat',
    error: late,
    holdMs: Infinity,
    meets: 'bodies',
  },
]

const NOT_THE_API: FaultCase[] = [
  {
    name: 'JSON that breaks off',
    fault: { kind: 'truncated' },
    response: 'repeat',
    error: nonsense,
    meets: 'json',
  },
  {
    name: 'JSON that is something else',
    fault: { kind: 'answer', status: 200, mediaType: 'application/json', body: '{"hello":"world"}' },
    response: 'repeat',
    error: nonsense,
    meets: 'json',
  },
  {
    name: 'JSON null',
    fault: { kind: 'answer', status: 200, mediaType: 'application/json', body: 'null' },
    response: 'repeat',
    error: nonsense,
    meets: 'json',
  },
  {
    name: 'an empty answer',
    fault: { kind: 'answer', status: 200 },
    response: 'repeat',
    error: nonsense,
    meets: 'json',
  },
  {
    name: 'a page of HTML with 200',
    fault: { kind: 'answer', status: 200, mediaType: 'text/html', body: PAGE },
    response: 'repeat',
    error: nonsense,
  },
  {
    name: 'a page of HTML with 502',
    fault: { kind: 'answer', status: 502, mediaType: 'text/html', body: PAGE },
    response: 'repeat',
    error: { name: 'ApiError', code: 'http_502', status: 502 },
  },
]

const REDIRECTS: FaultCase[] = [
  {
    name: 'a redirect (307)',
    fault: { kind: 'redirect', status: 307 },
    response: 'bear',
    // If it lasts, it is a loop: fetch gives up after 20.
    error: failed,
    hops: 21,
  },
  {
    name: 'a redirect (308)',
    fault: { kind: 'redirect', status: 308 },
    response: 'bear',
  },
]

const RETRY_AFTER: { name: string; retryAfter?: RetryAfter; pauseMs?: number }[] = [
  { name: 'no Retry-After' },
  { name: 'a Retry-After of 3 s', retryAfter: '3', pauseMs: 3_000 },
  // A date has no fraction of a second, so up to a second is lost.
  { name: 'a Retry-After that is a date', retryAfter: { dateInSeconds: 4 }, pauseMs: 3_000 },
  { name: 'a Retry-After that is nonsense', retryAfter: 'soon' },
  { name: 'a Retry-After of a month', retryAfter: String(MONTH_S), pauseMs: LONGEST_PAUSE_MS },
]

const STATUSES = [408, 409, 425, 429, 500, 502, 503, 504].map((status) =>
  RETRY_AFTER.map(({ name, retryAfter, pauseMs = 0 }): FaultCase => ({
    name: `${status} with ${name}`,
    fault: { kind: 'answer', status, ...(retryAfter && { retryAfter }) },
    // A conflict is final, unless a Retry-After says that it will pass.
    response: status === 409 && !pauseMs ? 'give up' : 'repeat',
    error: { name: 'ApiError', code: `http_${status}`, status },
    pauseMs,
  })),
)

const OTHERS = [...CONNECTION, ...SLOW, ...NOT_THE_API, ...REDIRECTS]

/** Every fault of a request whose response ends. */
export const FAULTS: readonly FaultCase[] = [...OTHERS, ...STATUSES.flat()]

/** The same, but only two statuses, a conflict and another, with each Retry-After. */
export const MAIN_FAULTS: readonly FaultCase[] = [
  ...OTHERS,
  ...STATUSES.flatMap((cases, at) => (at < 2 ? cases : cases.slice(0, 1))),
]
