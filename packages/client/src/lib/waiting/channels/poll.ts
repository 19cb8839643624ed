import { hasCode } from '../../errors.ts'
import { isStatus } from '../../http/problem.ts'
import { isRefusal } from '../../http/retry.ts'
import { getStates, type TranslationRef } from '../../protocol.ts'
import type { Connection } from '../../connection.ts'
import { now } from '../../timers.ts'
import type { Translation } from '../../translation.ts'
import { DEMOTED_FOR_MS, NOT_HELD_MS } from '../state/poll-timing.ts'
import type { FailureKind, WaitEvent } from '../state/events.ts'
import type { Path } from '../../wait-report.ts'
import { type ChannelHost, kindOf } from './channel.ts'

const POLLS_AT_ONCE = 4
// Browsers open six connections to a host over HTTP/1.1, and the page needs some of them.
const LONG_POLLS_AT_ONCE = 4
const STRIKES_TO_DEMOTE = 3

/** The kind of a poll: `polling` by schedule, `notify` after a notification, `held` a long poll. */
export type PollPath = Exclude<Path, 'stream'>

/** A status request in flight. */
interface Poll {
  readonly path: PollPath
  readonly sentMs: number
  readonly controller: AbortController
  /** How many of its translations still have waiters. */
  wanted: number
}

/** Sends polls and long polls, and emits their answers and failures as events. */
export class PollChannel {
  readonly #connection: Connection
  readonly #host: ChannelHost
  readonly #onFree: () => void
  readonly #polls = new Map<string, Poll>()
  readonly #open: Record<PollPath, number> = { held: 0, notify: 0, polling: 0 }
  /** Long polls in a row that failed or were not held, and the end of the rest they caused. */
  #longPollStrikes = 0
  #longPollFromMs = -Infinity
  #failures = 0
  #pausedUntilMs = 0

  /** `onFree` is called when a request is over, so that another may be sent. */
  constructor(connection: Connection, host: ChannelHost, onFree: () => void) {
    this.#connection = connection
    this.#host = host
    this.#onFree = onFree
  }

  /** The time from which the next poll may be sent. Infinity: when one in flight is over. */
  get freeFromMs(): number {
    // After a failure, only one request at a time tests whether the server is back.
    const most = this.#failures > 0 ? 1 : POLLS_AT_ONCE
    return this.#open.polling + this.#open.notify < most ? this.#pausedUntilMs : Infinity
  }

  /** After a failure, plain polls test whether the server is back. */
  get canLongPoll(): boolean {
    const isHealthy = this.#failures === 0 && now() >= this.#longPollFromMs
    return isHealthy && this.#open.held < LONG_POLLS_AT_ONCE && this.#connection.protocol.hold !== undefined
  }

  /** Sends one request for all of the batch. A long poll is for one translation. */
  async send(batch: readonly TranslationRef[], path: PollPath): Promise<void> {
    const poll: Poll = { path, sentMs: now(), controller: new AbortController(), wanted: batch.length }
    for (const { id } of batch) {
      this.#polls.set(id, poll)
      this.#host.emit(id, { type: 'requested', path })
    }
    this.#open[path]++
    const { http, protocol } = this.#connection
    // Waits repeat failed polls themselves.
    const once = http.with({ signal: poll.controller.signal, retryLimit: 0 })
    const asking = getStates(protocol, once, batch, path === 'held' ? 'hold' : 'get')
    const answer = await asking.catch((error: unknown) => ({ error }))
    this.#open[path]--
    const wanted = batch.filter(({ id }) => this.#polls.get(id) === poll)
    if (answer instanceof Map) this.#answered(wanted, answer, poll)
    else if (wanted.length > 0) this.#failed(wanted, answer.error, poll)
    this.#onFree()
  }

  /** Drops one translation from its request. A request without any is aborted. */
  abandon(id: string): void {
    const poll = this.#polls.get(id)
    if (!poll) return
    this.#polls.delete(id)
    poll.wanted--
    if (poll.wanted === 0) poll.controller.abort()
  }

  #answered(
    wanted: readonly TranslationRef[],
    answers: Map<string, Translation | undefined>,
    poll: Poll,
  ): void {
    const { path, sentMs } = poll
    const tookMs = now() - sentMs
    this.#failures = 0
    const [first] = wanted
    if (!first) return
    const isNews = isNewer(answers.get(first.id), first.latest)
    // An answer without news that came at once was not held.
    if (path === 'held' && tookMs < NOT_HELD_MS && !isNews) this.#strike()
    else if (path === 'held') this.#longPollStrikes = 0
    this.#emitAll(wanted, (id) =>
      answers.has(id)
        ? { type: 'answered', path, translation: answers.get(id), tookMs }
        : { type: 'unanswered', path },
    )
  }

  #strike(): void {
    if (++this.#longPollStrikes < STRIKES_TO_DEMOTE) return
    this.#longPollStrikes = 0
    this.#longPollFromMs = now() + DEMOTED_FOR_MS
    this.#connection.http.log.info('channel disabled', { path: 'held' })
  }

  #failed(wanted: readonly TranslationRef[], error: unknown, poll: Poll): void {
    const { path } = poll
    const isRefused = isRefusal(error) && !isStatus(error, 401, 403)
    // One translation of the batch may have caused it, so each is polled individually.
    const isAboutOne = isRefused || hasCode(error, 'invalid_response')
    if (isAboutOne && wanted.length > 1) {
      this.#emitAll(wanted, () => ({ type: 'unanswered', path, error }))
      return
    }
    const kind = this.#kindOf(error, path)
    const ids = wanted.map(({ id }) => id)
    const pauseMs = kind === 'longPollRefused' ? 0 : this.#host.pauseMs(ids, error, this.#failures)
    if (!isAboutOne) {
      this.#failures++
      this.#pausedUntilMs = now() + pauseMs
    }
    const random = Math.random()
    this.#emitAll(wanted, () => ({ type: 'failed', path, error, kind, pauseMs, random }))
  }

  #kindOf(error: unknown, path: PollPath): FailureKind {
    const kind = kindOf(error)
    if (path !== 'held' || kind === 'denied' || kind === 'notFound') return kind
    // One outage breaks all long polls; count it once.
    if (this.#failures === 0) this.#strike()
    return kind === 'refused' ? 'longPollRefused' : kind
  }

  #emitAll(wanted: readonly TranslationRef[], eventOf: (id: string) => WaitEvent): void {
    for (const { id } of wanted) this.#polls.delete(id)
    this.#host.emitAll(wanted.map(({ id }) => [id, eventOf(id)] as const))
  }
}

function isNewer(translation: Translation | undefined, known: Translation | undefined): boolean {
  return (translation?.version ?? -1) > (known?.version ?? -1)
}
