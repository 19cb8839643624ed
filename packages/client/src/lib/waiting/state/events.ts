import type { VideoTranslationError } from '../../errors.ts'
import type { LogFields } from '../../logger.ts'
import type { Translation } from '../../translation.ts'
import type { Waiter } from './tracked-translation.ts'
import type { Path } from '../../wait-report.ts'

/** An event of a tracked translation. */
export type WaitEvent =
  | { type: 'joined'; waiter: Waiter; known?: Translation | undefined }
  | { type: 'left'; waiter: Waiter }
  | { type: 'timedOut'; waiter: Waiter }
  /** The known state can be delivered to a new waiter, since its caller has the promise by now. */
  | { type: 'greeted'; waiter: Waiter; version: number }
  | { type: 'requested'; path: Path }
  /** An answer without a translation means that nothing has changed. */
  | { type: 'answered'; path: Path; translation: Translation | undefined; tookMs: number }
  /**
   * A bulk answer left it out or was unusable, or the request was refused: one of the batch may be
   * at fault.
   */
  | { type: 'unanswered'; path: Path; error?: unknown }
  /**
   * A request failed. The next one comes after `pauseMs` at least. All translations of a request
   * get the same random number, so that they stay together.
   */
  | { type: 'failed'; path: Path; error: unknown; kind: FailureKind; pauseMs: number; random: number }
  | { type: 'connected' }
  /** The channel of this translation is lost: its stream, or the notifications of the caller. */
  | { type: 'disconnected' }
  | { type: 'hinted'; version: number }
  /** `isProvisional`: the default schedule answered without its model. */
  | {
      type: 'scheduled'
      waiter: Waiter
      delayMs: number
      why: string
      jittered: boolean
      isProvisional: boolean
    }
  /** The model of the default schedule has loaded. */
  | { type: 'modelLoaded' }
  | { type: 'clockJumped' }
  | { type: 'closed'; error: VideoTranslationError }

/** One kind of event. */
export type EventOf<Type extends WaitEvent['type']> = Extract<WaitEvent, { type: Type }>

/** The meaning of a failed request for the translation. */
export type FailureKind =
  /** None: the server or the network has a problem. */
  | 'transient'
  /** Status 404 or 410, or an event of the stream. */
  | 'notFound'
  /** Status 401 or 403. */
  | 'denied'
  /** The server would refuse it again. */
  | 'refused'
  /** The server may reject only long polls, so the next poll is a plain one. */
  | 'longPollRefused'

/** Inputs of the rules besides state and event: time, a random number, and the channels. */
export interface Context {
  readonly nowMs: number
  /** On the server's clock, in milliseconds since 1970. */
  readonly serverNowMs: number
  /** A random number from 0 to 1. */
  readonly random: number
  /** Since this client created it. Infinity if another client did. */
  readonly sinceCreateMs: number
  /** How many translations are tracked. */
  readonly trackedCount: number
  /** Whether a stream will soon deliver the states of translations that join it. */
  readonly stream: 'none' | 'resting' | 'healthy'
  /** Whether the server takes long polls, and another may be sent now. */
  readonly canLongPoll: boolean
}

/** An effect to run. Effects run in order. */
export type Effect =
  | { type: 'deliver'; waiter: Waiter; translation: Translation }
  | { type: 'settle'; waiter: Waiter; end: WaitEnd }
  /** Delivers the known state to a waiter once its caller has the promise. */
  | { type: 'greet'; waiter: Waiter; version: number }
  /** Asks the waiter's schedule when to poll next. */
  | { type: 'schedule'; waiter: Waiter }
  /** Moves the translation to its place in the poll queue. */
  | { type: 'plan' }
  /** Drops the poll that is in flight or queued. */
  | { type: 'abandonPoll' }
  /** The stream follows the translation, now or after this time. */
  | { type: 'track'; afterMs?: number }
  | { type: 'untrack' }
  /**
   * The live channel of this translation missed a change: its stream connection, or else the
   * notifications, which no translation without a stream can rely on now.
   */
  | { type: 'doubt' }
  /** The last waiter has left. */
  | { type: 'drop' }
  | { type: 'log'; level: 'debug' | 'info' | 'warn' | 'error'; message: string; fields: LogFields }

/** One kind of effect. */
export type EffectOf<Type extends Effect['type']> = Extract<Effect, { type: Type }>

/** Why a wait for a translation is over. */
export type WaitEnd =
  | { why: 'final' }
  | { why: 'absent'; wasCreated: boolean; error: unknown }
  | { why: 'denied' | 'refused' | 'outage' | 'max_polls' | 'timeout'; error?: unknown }
