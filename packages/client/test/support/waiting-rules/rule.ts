import { sampleTranslation } from '../sample.ts'
import type { Translation } from '../../../src/lib/translation.ts'
import type { Context, WaitEvent } from '../../../src/lib/waiting/state/events.ts'
import type { TrackedTranslation, Waiter } from '../../../src/lib/waiting/state/tracked-translation.ts'
import type { WaitOptions } from '../../../src/lib/waiting/options/wait-options.ts'

export const NOW = 1_000_000
export const SECOND = 1_000
export const id = 'tr_1'

/**
 * The situation at the start of a case. Random numbers are always 0.5, so a delay with a jitter of
 * a quarter is exact.
 */
export interface Given {
  /** The options of each waiter. Default: one waiter without options. */
  waits?: WaitOptions[]
  tracked?: Partial<TrackedTranslation>
  waiter?: Partial<Waiter>
  context?: Partial<Context>
}

export interface Expected {
  /** In order. A log line has its level, a settlement its reason. */
  effects: string[]
  tracked?: Partial<TrackedTranslation>
  waiter?: Partial<Waiter>
  /** In how many milliseconds the next poll is due. */
  dueInMs?: number
}

/**
 * One rule of waiting: an event and its result. `docs/waiting.md` prints both sentences.
 */
export interface Rule {
  when: string
  result: string
  given?: Given
  event: (first: Waiter) => WaitEvent
  expected: Expected
}

export const state = (change: Partial<Translation> = {}): Translation =>
  sampleTranslation({ id, status: 'running', version: 5, ...change })
export const known = { latest: state() }
export const polled = (translation?: Translation) => (): WaitEvent => ({
  type: 'answered',
  path: 'polling',
  translation,
  tookMs: 50,
})
export const failing =
  (event: Partial<Extract<WaitEvent, { type: 'failed' }>> = {}) =>
  (): WaitEvent => ({
    type: 'failed',
    path: 'polling',
    kind: 'transient',
    error: new Error('down'),
    pauseMs: 0,
    random: 0.5,
    ...event,
  })
export const says =
  (delayMs: number, jittered = true) =>
  (waiter: Waiter): WaitEvent => ({
    type: 'scheduled',
    waiter,
    delayMs,
    why: 'schedule',
    jittered,
    isProvisional: false,
  })
export const joins =
  (translation?: Translation) =>
  (waiter: Waiter): WaitEvent => ({ type: 'joined', waiter, known: translation })
export const polling: WaitOptions = { transport: 'polling' }
export const held: WaitOptions = { transport: 'held' }
export const notify: WaitOptions = { transport: 'notify' }
export const inFlight = { ...known, inFlight: 'polling' as const }
export const OVER = ['untrack', 'abandonPoll', 'drop']
