import { durationFault } from '../duration.ts'
import type { Fault, FaultRule } from './fault.ts'

type Parts = Readonly<Record<string, unknown>>

/**
 * Checks the members of each kind of fault. An unchecked mistake would break a request much later.
 */
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

/** Names of all kinds of fault. */
export const FAULT_KINDS = Object.keys(PLAYABLE) as Fault['kind'][]

/** Whether a value from a file or a request is a valid fault. */
export function isFault(value: unknown): value is Fault {
  const parts = (value ?? {}) as Parts
  const kind = FAULT_KINDS.find((known) => known === parts['kind'])
  return kind !== undefined && PLAYABLE[kind](parts)
}

/** Whether a value from a file or a request is a valid rule. */
export function isFaultRule(value: unknown): value is FaultRule {
  const { route, fault, ...span } = (value ?? {}) as Partial<FaultRule>
  return typeof route === 'string' && isSpan(span) && isFault(fault)
}

/** Whether `from` and `times` are at least 1. Both are optional, and may be `Infinity`. */
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

/** Statuses with which a `Response` cannot have a body. */
const BODILESS = [204, 205, 304]

function isWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most
}

/** Whether a header can carry the text. */
function isHeader(value: unknown): boolean {
  return typeof value === 'string' && /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)
}

function isDistance(value: unknown): boolean {
  return Number.isFinite((value as { dateInSeconds?: unknown } | null)?.dateInSeconds)
}
