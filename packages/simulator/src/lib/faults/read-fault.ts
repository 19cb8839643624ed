import { durationFault } from '../duration.ts'
import type { Fault, FaultRule } from './fault.ts'

type Parts = Readonly<Record<string, unknown>>

/** What each kind has to say so that it can be played: what is found wrong only then would break somebody's request, much later. */
const PLAYABLE: Readonly<Record<Fault['kind'], (parts: Parts) => boolean>> = {
  refused: () => true,
  reset: ({ at }) => at === 'start' || at === 'done' || at === 'body',
  closed: () => true,
  truncated: () => true,
  slow: ({ part, ms }) => (part === 'headers' || part === 'body') && durationFault(ms) === undefined,
  silent: () => true,
  buffered: () => true,
  answer: isAnswer,
  redirect: ({ status }) => isWithin(status, 300, 399),
}

/** Everything that can go wrong, by name. */
export const FAULT_KINDS = Object.keys(PLAYABLE) as Fault['kind'][]

/** Whether a value that came from elsewhere, a file or a request, is a fault that can be played. */
export function isFault(value: unknown): value is Fault {
  const parts = (value ?? {}) as Parts
  const kind = FAULT_KINDS.find((known) => known === parts['kind'])
  return kind !== undefined && PLAYABLE[kind](parts)
}

/** The same for a rule: which exchanges, and the fault. */
export function isFaultRule(value: unknown): value is FaultRule {
  const { route, fault, ...span } = (value ?? {}) as Partial<FaultRule>
  return typeof route === 'string' && isSpan(span) && isFault(fault)
}

/** Whether `from` and `times` count, each from 1. Both may be left out; a program may say `Infinity`. */
export function isSpan({ from = 1, times = 1 }: { from?: unknown; times?: unknown }): boolean {
  return [from, times].every((count) => typeof count === 'number' && count >= 1)
}

function isAnswer({ status, retryAfter, mediaType, body }: Parts): boolean {
  return (
    isWithin(status, 200, 599) &&
    (retryAfter === undefined || isHeader(retryAfter) || isDistance(retryAfter)) &&
    (mediaType === undefined || isHeader(mediaType)) &&
    (body === undefined || (typeof body === 'string' && !BODILESS.includes(status as number)))
  )
}

// A `Response` with a body and one of these cannot be made.
const BODILESS = [204, 205, 304]

function isWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most
}

/** Text that a header can carry. */
function isHeader(value: unknown): boolean {
  return typeof value === 'string' && /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)
}

function isDistance(value: unknown): boolean {
  return Number.isFinite((value as { dateInSeconds?: unknown } | null)?.dateInSeconds)
}
