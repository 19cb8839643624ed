import { setTimeout as delay } from 'node:timers/promises'
import { StoreUnavailable } from '../store-unavailable.ts'

/** Classes 08 and 57P: the connection or the server went away. 25006: a standby answered. */
const LOST_STATES = /^(08...|57P0[1-4]|53300|25006|25P03)$/
const LOST_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
])
/** Errors of the driver, which have no code. */
const LOST_MESSAGES =
  /connection terminated|connection ended|query read timeout|timeout exceeded when trying to connect|not queryable/i

/** The change may still be made, so it must not be made again. */
export class CommitUnconfirmed extends StoreUnavailable {
  constructor(cause: unknown) {
    super(
      'PostgreSQL does not confirm a change, but may still make it. Is its synchronous standby away?',
      cause,
    )
  }
}

/** Whether the connection, and not the statement, is at fault. Another connection may work. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return true
  const code = codeOf(error)
  if (LOST_STATES.test(code) || LOST_SYSTEM_CODES.has(code)) return true
  return error instanceof Error && LOST_MESSAGES.test(error.message)
}

/** Whether another transaction caused the rollback, so that running this one again helps. */
export function isConflict(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error)) || isStalePlan(error)
}

/** A newer version added a column since the statement was prepared. */
export function isStalePlan(error: unknown): boolean {
  return codeOf(error) === '0A000' && error instanceof Error && /cached plan/.test(error.message)
}

/** The error for callers. They need not know the codes of PostgreSQL. */
export function asUnavailable(error: unknown): unknown {
  if (!isConnectionFailure(error) || error instanceof StoreUnavailable) return error
  return new StoreUnavailable('The connection to the database failed.', error)
}

/** The code of an error: an SQLSTATE, or one of the system. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

export interface RetryPatience {
  /** How long a call is repeated before its error counts, in milliseconds. */
  forMs: number
  isTransient: (error: unknown) => boolean
}

const FIRST_DELAY_MS = 50
const MAX_DELAY_MS = 1_000

/** Repeats a call while its errors are transient, with growing delays. */
export async function repeatPatiently<T>(
  { forMs, isTransient }: RetryPatience,
  call: () => Promise<T>,
): Promise<T> {
  const untilMs = performance.now() + forMs
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(MAX_DELAY_MS, delayMs * 2)) {
    try {
      return await call()
    } catch (error) {
      if (!isTransient(error) || performance.now() + delayMs > untilMs) throw error
      await delay(delayMs * (0.5 + Math.random() / 2))
    }
  }
}
