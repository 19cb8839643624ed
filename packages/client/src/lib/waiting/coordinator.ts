import type { VideoTranslationError } from '../errors.ts'
import type { History } from '../history/history.ts'
import { createRetryBudget } from '../http/retry.ts'
import { guarded } from '../logger.ts'
import type { Connection } from '../connection.ts'
import { now } from '../timers.ts'
import type { Translation } from '../translation.ts'
import { apply } from './state/apply.ts'
import { askSchedule } from './ask-schedule.ts'
import { cancelRemotely } from './cancel-remotely.ts'
import { LazyStream } from './channels/lazy-stream.ts'
import type { Context, Effect, EffectOf, WaitEvent } from './state/events.ts'
import { DefaultSchedule } from './default-schedule.ts'
import { Poller, type PollerHost } from './poller.ts'
import { backoffMs, due } from './state/poll-timing.ts'
import {
  createTracked,
  createWaiter,
  type Session,
  type TrackedTranslation,
  type Waiter,
} from './state/tracked-translation.ts'
import { waitError } from './wait-errors.ts'

type Runner<Type extends Effect['type']> = (tracked: TrackedTranslation, effect: EffectOf<Type>) => void

/**
 * The scheduler of a client. All waits go through it, so that waits for the same translation share
 * requests. It applies events to the state of each translation and runs the effects.
 */
export class Coordinator implements PollerHost {
  /** The default schedule of waits. */
  readonly expected: DefaultSchedule
  readonly #connection: Connection
  readonly #tracked = new Map<string, TrackedTranslation>()
  readonly #stream: LazyStream | undefined
  readonly #poller: Poller
  readonly #budget = createRetryBudget()
  readonly #canceling = new Set<string>()
  /** Translations to plan once all events of one answer have been applied. */
  #unplanned: Set<TrackedTranslation> | undefined

  constructor(connection: Connection, history: History | undefined) {
    const { protocol } = connection
    this.#connection = connection
    this.#stream = protocol.stream && new LazyStream(connection, this)
    this.#poller = new Poller(connection, this)
    this.expected = new DefaultSchedule(connection, this.#tracked, history, () =>
      this.#dispatchAll({ type: 'modelLoaded' }),
    )
    connection.http.onClose((error) =>
      this.#dispatchAll({ type: 'closed', error: error as VideoTranslationError }),
    )
  }

  /** Begins to wait. Pass the waiter to `stop` to end the wait early. */
  join(session: Session, id: string, known?: Translation): Waiter {
    let tracked = this.#tracked.get(id)
    if (!tracked) this.#tracked.set(id, (tracked = createTracked(id, now())))
    const waiter = createWaiter(session, tracked, now(), known)
    this.#dispatch(tracked, { type: 'joined', waiter, known })
    return waiter
  }

  /** A wait was aborted, or its `timeoutMs` is over. */
  stop(waiter: Waiter, type: 'left' | 'timedOut'): void {
    this.#dispatch(waiter.tracked, { type, waiter })
  }

  /** A notification says that a translation changed. Returns whether anything waits for it. */
  hint(id: string, version = Infinity): boolean {
    const tracked = this.#tracked.get(id) ?? this.#findByPart(id)
    if (tracked) this.#dispatch(tracked, { type: 'hinted', version })
    return tracked !== undefined
  }

  get trackedCount(): number {
    return this.#tracked.size
  }

  known(id: string): TrackedTranslation | undefined {
    return this.#tracked.get(id)
  }

  emit(id: string, event: WaitEvent): void {
    if (event.type === 'answered') this.#budget.succeeded()
    const tracked = this.#tracked.get(id)
    if (tracked) this.#dispatch(tracked, event)
  }

  emitAll(events: readonly (readonly [string, WaitEvent])[]): void {
    const unplanned = new Set<TrackedTranslation>()
    this.#unplanned = unplanned
    try {
      for (const [id, event] of events) this.emit(id, event)
    } finally {
      this.#unplanned = undefined
    }
    for (const tracked of unplanned) this.#plan(tracked)
  }

  pauseMs(ids: readonly string[], error: unknown, failures: number): number {
    const about = ids[1] ? { translationIds: ids } : { translationId: ids[0] }
    this.#connection.http.log.warn('a request failed', { ...about, error: String(error) })
    return backoffMs(this.#budget.take() ? failures : Infinity, Math.random(), error)
  }

  /** Cancels translations on the server in the background. Failures are logged. */
  cancelRemotely(ids: readonly string[]): void {
    cancelRemotely(this.#connection, this.#canceling, ids)
  }

  #dispatch(tracked: TrackedTranslation, event: WaitEvent): void {
    for (const effect of apply(tracked, event, this.#context(tracked))) {
      const run = this.#runners[effect.type] as Runner<Effect['type']>
      run(tracked, effect)
    }
  }

  #dispatchAll(event: WaitEvent): void {
    for (const tracked of this.#tracked.values()) this.#dispatch(tracked, event)
  }

  /** An earlier effect may have made a later one obsolete, so each checks the current state. */
  readonly #runners: { [Type in Effect['type']]: Runner<Type> } = {
    deliver: (_, { waiter, translation }) => waiter.session.deliver(translation),
    settle: (tracked, { waiter, end }) =>
      waiter.session.settle(waiter, waitError(end, this.#connection, tracked)),
    greet: (tracked, { waiter, version }) =>
      queueMicrotask(() => this.#dispatch(tracked, { type: 'greeted', waiter, version })),
    schedule: (_, { waiter }) => this.#schedule(waiter),
    plan: (tracked) => this.#plan(tracked),
    abandonPoll: (tracked) => this.#poller.remove(tracked),
    track: ({ id }, { afterMs }) => this.#stream?.track(id, afterMs),
    untrack: ({ id }) => this.#stream?.untrack(id),
    doubt: ({ id, isStreamed }) => {
      if (isStreamed) return this.#stream?.doubt(id)
      for (const each of this.#tracked.values())
        if (!each.isStreamed) this.#dispatch(each, { type: 'disconnected' })
    },
    drop: (tracked) => this.#drop(tracked),
    log: (_, { level, message, fields }) => this.#connection.http.log[level](message, fields),
  }

  #schedule(waiter: Waiter): void {
    const { tracked } = waiter
    if (!tracked.waiters.has(waiter) || !tracked.latest) return
    const { clock, log } = this.#connection.http
    void guarded(log, 'the schedule', tracked.id, () =>
      this.#dispatch(tracked, askSchedule(waiter, now(), clock.now(), this.#poller.siblings)),
    )
  }

  #plan(tracked: TrackedTranslation): void {
    if (this.#unplanned) return void this.#unplanned.add(tracked)
    if (tracked.waiters.size === 0 || tracked.inFlight) return
    const { atMs, why } = due(tracked)
    this.#poller.plan(tracked, atMs)
    const nextInMs = Math.max(0, atMs - now())
    this.#connection.http.log.debug('next poll', { translationId: tracked.id, nextInMs, why })
  }

  #drop(tracked: TrackedTranslation): void {
    if (tracked.waiters.size > 0) return
    this.#tracked.delete(tracked.id)
    this.#poller.wake()
    this.expected.learn(tracked)
  }

  onClockJump(): void {
    this.#connection.http.log.info('the clock jumped', {})
    this.#stream?.reconnect()
    this.#dispatchAll({ type: 'clockJumped' })
  }

  /** Webhooks name the server's own ids, of which the id of a translation may consist. */
  #findByPart(part: string): TrackedTranslation | undefined {
    const { partsOf } = this.#connection.protocol
    return partsOf && [...this.#tracked.values()].find(({ id }) => partsOf(id).includes(part))
  }

  #context({ id }: TrackedTranslation): Context {
    const { http, createdMs } = this.#connection
    const nowMs = now()
    const resting = this.#stream ? 'resting' : 'none'
    return {
      nowMs,
      serverNowMs: http.clock.now(),
      random: Math.random(),
      sinceCreateMs: nowMs - (createdMs.get(id) ?? -Infinity),
      trackedCount: this.#tracked.size,
      stream: this.#stream?.isHealthy ? 'healthy' : resting,
      canLongPoll: this.#poller.canLongPoll,
    }
  }
}
