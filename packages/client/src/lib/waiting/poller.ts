import { now } from '../timers.ts'
import type { PollChannel, PollPath } from './channels/poll.ts'
import { type Due, isDueNow } from './state/poll-timing.ts'
import { PollQueue } from './poll-queue.ts'
import type { TrackedTranslation } from './state/tracked-translation.ts'
import type { WakeTimer } from './wake-timer.ts'

/** What a poller needs of the rest. */
export interface PollerHost {
  readonly polls: PollChannel
  readonly timer: WakeTimer
  /** How many translations one request can be for. */
  readonly mostPerRequest: number
  readonly trackedCount: number
  due(tracked: TrackedTranslation): Due
  mayLongPoll(tracked: TrackedTranslation): boolean
}

/** Polls what is due, and sends what is due together in one request. */
export class Poller {
  readonly #host: PollerHost
  readonly #queue = new PollQueue<TrackedTranslation>()

  constructor(host: PollerHost) {
    this.#host = host
  }

  /** How many translations share the price of the next request, at most. */
  get siblings(): number {
    return Math.min(this.#host.mostPerRequest, this.#queue.size + 1)
  }

  plan(tracked: TrackedTranslation, atMs: number): void {
    this.#queue.plan(tracked, atMs)
    this.wake()
  }

  remove(tracked: TrackedTranslation): void {
    this.#queue.remove(tracked)
    this.#host.polls.abandon(tracked.id)
    this.wake()
  }

  /** Sends one request for what is due now. */
  tick(): void {
    const batch = this.#take()
    if (batch.length > 0) void this.#host.polls.send(batch, this.#pathOf(batch))
    this.wake()
  }

  /** Sets the timer for the next request that may go. */
  wake(): void {
    const { timer, polls, trackedCount } = this.#host
    if (trackedCount === 0) return timer.off()
    const { first } = this.#queue
    timer.set(first ? Math.max(first.dueMs, polls.freeFromMs) : Infinity)
  }

  #take(): TrackedTranslation[] {
    const batch: TrackedTranslation[] = []
    for (let next = this.#queue.first; next; next = this.#queue.first) {
      const isBound = batch.length > 0
      if (batch.length >= this.#host.mostPerRequest || !isDueNow(next, now(), isBound)) break
      const goesAlone = next.pollIndividually || this.#host.mayLongPoll(next)
      if (goesAlone && isBound) break
      if (this.#isPutOff(next)) continue
      this.#queue.remove(next)
      batch.push(next)
      if (goesAlone) break
    }
    return batch
  }

  /** Something may tell of it meanwhile, so that it is due later than planned. */
  #isPutOff(tracked: TrackedTranslation): boolean {
    const { atMs } = this.#host.due(tracked)
    if (atMs <= tracked.dueMs) return false
    this.#queue.plan(tracked, atMs)
    return true
  }

  #pathOf(batch: readonly TrackedTranslation[]): PollPath {
    const [first, ...others] = batch as [TrackedTranslation]
    if (others.length === 0 && this.#host.mayLongPoll(first)) return 'held'
    return batch.some(({ isHinted }) => isHinted) ? 'notify' : 'polling'
  }
}
