import type { VideoTranslationError } from '../../errors.ts'
import type { LogFields } from '../../logger.ts'
import type { Translation } from '../../translation.ts'
import type { Waiter } from './tracked-translation.ts'
import type { Path } from '../../wait-report.ts'

/** What may happen to a tracked translation. */
export type WaitEvent =
  | { type: 'joined'; waiter: Waiter; known?: Translation | undefined }
  | { type: 'left'; waiter: Waiter }
  /** What was known when a waiter joined can be told: its caller has the promise by now. */
  | { type: 'greeted'; waiter: Waiter; version: number }
  | { type: 'requested'; path: Path }
  /** Without a translation: nothing has changed. */
  | { type: 'answered'; path: Path; translation: Translation | undefined; tookMs: number }
  /**
   * An answer for many left it out, or a request for many was refused: one of them may be at fault.
   */
  | { type: 'unanswered'; path: Path; error?: unknown }
  /**
   * No answer. The server is left alone for `pauseMs`. What one request was for draws one backoff,
   * so it stays together.
   */
  | { type: 'failed'; path: Path; error: unknown; kind: FailureKind; pauseMs: number; random: number }
  | { type: 'connected' }
  | { type: 'disconnected' }
  | { type: 'hinted'; version: number }
  | { type: 'scheduled'; waiter: Waiter; delayMs: number; why: string; jittered: boolean }
  | { type: 'clockJumped' }
  | { type: 'closed'; error: VideoTranslationError }

/** One kind of event. */
export type EventOf<Type extends WaitEvent['type']> = Extract<WaitEvent, { type: Type }>

/** What a failed request says about the translation. */
export type FailureKind =
  /** Nothing: the server or the network is in trouble. */
  | 'transient'
  /** 404, 410, or the stream says so. */
  | 'notFound'
  /** 401, 403. */
  | 'denied'
  /** The server will say it again. */
  | 'refused'
  /** The server may refuse only long polls: the next poll is a plain one. */
  | 'longPollRefused'

/** What else decides: a snapshot of the clock, chance, and the client's channels. */
export interface Context {
  readonly nowMs: number
  /** On the server's clock, in milliseconds since 1970. */
  readonly serverNowMs: number
  /** Drawn uniformly from 0 to 1. */
  readonly random: number
  /** Since this client created it. Infinity: another did. */
  readonly sinceCreateMs: number
  /** How many translations are tracked. */
  readonly trackedCount: number
  /** Whether a stream is expected to tell soon of what joins it. */
  readonly stream: 'none' | 'resting' | 'healthy'
  /** Whether the server holds requests, and one more may be held now. */
  readonly canLongPoll: boolean
  /** A poll found a change that no notification told of. */
  readonly notificationsUnreliable: boolean
}

/** What has to be done, in this order. */
export type Effect =
  | { type: 'tell'; waiter: Waiter; translation: Translation }
  | { type: 'settle'; waiter: Waiter; end: WaitEnd }
  /** Tells a waiter what is known, once its caller has the promise. */
  | { type: 'greet'; waiter: Waiter; version: number }
  /** Asks the waiter's schedule when to poll next. */
  | { type: 'schedule'; waiter: Waiter }
  /** Puts it where it belongs in the poll queue. */
  | { type: 'plan' }
  /** Gives up the poll on its way, and what is queued. */
  | { type: 'abandonPoll' }
  | { type: 'track' }
  | { type: 'untrack' }
  /** The stream did not tell what it should have. */
  | { type: 'doubtStream' }
  | { type: 'distrustNotifications' }
  /** Nobody waits for it any longer. */
  | { type: 'drop' }
  | { type: 'log'; level: 'debug' | 'info' | 'warn' | 'error'; message: string; fields: LogFields }

/** One kind of effect. */
export type EffectOf<Type extends Effect['type']> = Extract<Effect, { type: Type }>

/** Why a wait for a translation is over. */
export type WaitEnd =
  | { why: 'final' }
  | { why: 'absent'; wasCreated: boolean; error: unknown }
  | { why: 'denied' | 'refused' | 'outage' | 'max_polls'; error: unknown }
