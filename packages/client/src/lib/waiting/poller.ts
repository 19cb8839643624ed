import type { Connection } from '../connection.ts'
import { now } from '../timers.ts'
import type { ChannelHost } from './channels/channel.ts'
import { PollChannel, type PollPath } from './channels/poll.ts'
import { PollQueue } from './poll-queue.ts'
import { due, isDueNow, mayLongPoll } from './state/poll-timing.ts'
import type { TrackedTranslation } from './state/tracked-translation.ts'
import { WakeTimer } from './wake-timer.ts'

/** The parts of the coordinator that a poller needs. */
export interface PollerHost extends ChannelHost {
  readonly trackedCount: number
  /** The machine slept, or its clock was set. */
  onClockJump(): void
}

/** Polls translations when they are due, those due together in one request. */
export class Poller {
  readonly #host: PollerHost
  /** The limit of translations in one request. */
  readonly #mostPerRequest: number
  readonly #polls: PollChannel
  readonly #timer: WakeTimer
  readonly #queue = new PollQueue<TrackedTranslation>()

  constructor(connection: Connection, host: PollerHost) {
    this.#host = host
    this.#mostPerRequest = connection.protocol.bulk?.most ?? 1
    this.#polls = new PollChannel(connection, host, () => this.wake())
    this.#timer = new WakeTimer(
      () => this.#tick(),
      () => host.onClockJump(),
    )
  }

  get canLongPoll(): boolean {
    return this.#polls.canLongPoll
  }

  /** The largest number of translations that may share the next request. */
  get siblings(): number {
    return Math.min(this.#mostPerRequest, this.#queue.size + 1)
  }

  plan(tracked: TrackedTranslation, atMs: number): void {
    this.#queue.plan(tracked, atMs)
    this.wake()
  }

  remove(tracked: TrackedTranslation): void {
    this.#queue.remove(tracked)
    this.#polls.abandon(tracked.id)
    this.wake()
  }

  /** Sends one request for the translations that are due now. */
  #tick(): void {
    const batch = this.#take()
    if (batch.length > 0) void this.#polls.send(batch, this.#pathOf(batch))
    this.wake()
  }

  /** Sets the timer for the next request. */
  wake(): void {
    if (this.#host.trackedCount === 0) return this.#timer.off()
    const { first } = this.#queue
    this.#timer.set(first ? Math.max(first.dueMs, this.#polls.freeFromMs) : Infinity)
  }

  #take(): TrackedTranslation[] {
    const batch: TrackedTranslation[] = []
    for (let next = this.#queue.first; next; next = this.#queue.first) {
      const isBound = batch.length > 0
      if (batch.length >= this.#mostPerRequest || !isDueNow(next, now(), isBound)) break
      const isIndividual = next.pollIndividually || this.#mayLongPoll(next)
      if (isIndividual && isBound) break
      if (this.#isPostponed(next)) continue
      this.#queue.remove(next)
      batch.push(next)
      if (isIndividual) break
    }
    return batch
  }

  /** A live channel may have taken over since the poll was planned, so that it is due later. */
  #isPostponed(tracked: TrackedTranslation): boolean {
    const { atMs } = due(tracked)
    if (atMs <= tracked.dueMs) return false
    this.#queue.plan(tracked, atMs)
    return true
  }

  #mayLongPoll(tracked: TrackedTranslation): boolean {
    return this.canLongPoll && mayLongPoll(tracked)
  }

  #pathOf(batch: readonly TrackedTranslation[]): PollPath {
    const [first, ...others] = batch as [TrackedTranslation]
    if (others.length === 0 && this.#mayLongPoll(first)) return 'held'
    return batch.some(({ isHinted }) => isHinted) ? 'notify' : 'polling'
  }
}
