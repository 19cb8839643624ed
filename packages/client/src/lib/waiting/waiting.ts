import type { VideoTranslationError } from '../errors.ts'
import { guarded } from '../logger.ts'
import { withDefaults } from '../options.ts'
import { ended, failed, type Outcome } from '../outcome.ts'
import type { Server } from '../server.ts'
import { after, nothing, onAbort } from '../timers.ts'
import { isFinal, type Translation } from '../translation.ts'
import { cancelRemotely } from './cancel-remotely.ts'
import { waitOver } from './endings.ts'
import type { Follower, Wait } from './followed.ts'
import { createHub, type Hub } from './hub.ts'
import { endSpan, reportOf, type Span, startSpan } from './report.ts'
import { chooseSchedule, type Schedule } from './schedules.ts'
import { createUpdates } from './updates.ts'
import type { WaitDefaults, WaitOptions } from './wait-options.ts'

/** What waits. */
export interface Waiting {
  /**
   * Waits until each translation has ended, or cannot be waited for any longer, and tells what became of each, in the
   * order of `ids`. Rejects only for an abort.
   */
  awaitEnds(ids: readonly string[], options: WaitOptions, known?: Translation): Promise<Outcome[]>
  hint(id: string, version?: number): boolean
}

export function createWaiting(server: Server, defaults: WaitDefaults): Waiting {
  const hub = createHub(server, defaults.history)
  return {
    awaitEnds: (ids, options, known) =>
      new OpenWait(server, hub, withDefaults(defaults, options)).begin(ids, known),
    hint: hub.hint,
  }
}

/**
 * What the followers of one wait have in common. A class, since a hundred thousand may be open at a time, and closures
 * for each would take more memory than what they wait for.
 */
class OpenWait implements Wait {
  readonly options: WaitOptions
  readonly transport: Wait['transport']
  readonly schedule: Schedule
  readonly #server: Server
  readonly #hub: Hub
  readonly #tell: ((translation: Translation) => void) | undefined
  #followers: Follower[] = []
  #open = 0
  #ids: readonly string[] = []
  #resolve: (outcomes: Outcome[]) => void = nothing
  #forget = nothing
  #cancelTimer = nothing
  #span: Span | undefined

  constructor(server: Server, hub: Hub, options: WaitOptions) {
    const { maxPolls = Infinity, schedule, onUpdate } = options
    const { transport = schedule || maxPolls < Infinity ? 'polling' : 'auto' } = options
    this.options = options
    this.transport = transport
    this.schedule = chooseSchedule(schedule, options, hub.expected)
    this.#server = server
    this.#hub = hub
    this.#tell = onUpdate && createUpdates(onUpdate, server.http.log)
  }

  begin(ids: readonly string[], known?: Translation): Promise<Outcome[]> {
    const { signal, timeoutMs = Infinity } = this.options
    return new Promise((resolve, reject) => {
      this.#forget = onAbort(signal, (reason) => this.#abandon(reason, reject))
      this.#cancelTimer = after(timeoutMs, () => this.#runOut())
      this.#span = startSpan(ids)
      this.#ids = ids
      this.#resolve = resolve
      this.#followers = [...new Set(ids)].map((id) => this.#hub.follow(id, this, known))
      this.#open = this.#followers.length
      if (this.#open === 0) this.#end()
    })
  }

  onTranslation(follower: Follower, translation: Translation): void {
    const { status } = translation
    this.#tell?.(translation)
    if (isFinal(status) || (status === 'needs_input' && !this.options.continueOnInput))
      this.#settle(follower, ended(translation))
  }

  onFailure(follower: Follower, error: VideoTranslationError): void {
    const { id, latest } = follower.it
    this.#settle(follower, failed(id, error, latest))
  }

  #settle(follower: Follower, outcome: Outcome): void {
    this.#hub.leave(follower)
    follower.outcome = outcome
    this.#report(follower, outcome)
    if (--this.#open === 0) this.#end()
  }

  #report(follower: Follower, outcome: Outcome): void {
    const { http } = this.#server
    const { onReport } = this.options
    const { id, result } = outcome
    const report = reportOf(follower, http)
    outcome.report = report
    const { error } = outcome
    // A translation that failed has been logged as that already, once for all waits.
    const isLost = (result === 'failed' || result === 'timeout') && error?.code !== 'closed'
    if (isLost) http.log.error('wait failed', { translationId: id, result, ...report, error: String(error) })
    else http.log.info('wait over', { translationId: id, result, ...report })
    if (onReport) void guarded(http.log, 'onReport', id, () => onReport({ id, ...report }))
  }

  #end(): void {
    const outcomes = new Map(this.#followers.map(({ it, outcome }) => [it.id, outcome as Outcome]))
    this.#cleanUp([...outcomes.values()])
    this.#resolve(this.#ids.map((id) => outcomes.get(id) as Outcome))
  }

  #runOut(): void {
    const late = this.#unsettled()
    for (const follower of late) this.onFailure(follower, waitOver('timeout', this.#server, follower.it))
    cancelRemotely(this.#server, this.options, late)
  }

  #abandon(reason: unknown, reject: (reason: unknown) => void): void {
    const left = this.#unsettled()
    left.forEach(this.#hub.leave)
    this.#cleanUp([], reason)
    reject(reason)
    cancelRemotely(this.#server, this.options, left)
  }

  #unsettled(): Follower[] {
    return this.#followers.filter(({ outcome }) => !outcome)
  }

  #cleanUp(outcomes: Outcome[], reason?: unknown): void {
    this.#cancelTimer()
    this.#forget()
    endSpan(this.#span, outcomes, reason)
  }
}
