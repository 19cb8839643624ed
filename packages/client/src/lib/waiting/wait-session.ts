import type { VideoTranslationError } from '../errors.ts'
import { guarded } from '../logger.ts'
import { ended, failed, type Outcome } from '../outcome.ts'
import type { Connection } from '../connection.ts'
import { after, nothing, onAbort } from '../timers.ts'
import type { Translation } from '../translation.ts'
import type { Coordinator } from './coordinator.ts'
import { logEnd, reportOf } from './report.ts'
import { chooseSchedule, type Schedule } from './options/schedules.ts'
import type { Session, Waiter } from './state/tracked-translation.ts'
import { type EndSpan, traceWait } from './trace.ts'
import { UpdateQueue } from './updates.ts'
import type { WaitOptions } from './options/wait-options.ts'

/**
 * One call of `wait`, `waitMany` or `watch`. It is a class because 100,000 may be open at a time,
 * and closures would need several times the memory.
 */
export class WaitSession implements Session {
  readonly options: WaitOptions
  readonly transport: Session['transport']
  readonly schedule: Schedule
  readonly #connection: Connection
  readonly #coordinator: Coordinator
  readonly #updates: UpdateQueue | undefined
  #waiters: Waiter[] = []
  #open = 0
  #isAbandoned = false
  #ids: readonly string[] = []
  #resolve: (outcomes: Outcome[]) => void = nothing
  #forgetSignal = nothing
  #cancelTimer = nothing
  #endSpan: EndSpan = nothing

  constructor(connection: Connection, coordinator: Coordinator, options: WaitOptions) {
    const { maxPolls = Infinity, schedule, onUpdate } = options
    const { transport = schedule || maxPolls < Infinity ? 'polling' : 'auto' } = options
    this.options = options
    this.transport = transport
    this.schedule = chooseSchedule(schedule, options, coordinator.expected.schedule)
    this.#connection = connection
    this.#coordinator = coordinator
    this.#updates = onUpdate && new UpdateQueue(onUpdate, connection.http.log)
  }

  begin(ids: readonly string[], known?: Translation): Promise<Outcome[]> {
    const { signal, timeoutMs = Infinity } = this.options
    return new Promise((resolve, reject) => {
      this.#forgetSignal = onAbort(signal, (reason) => this.#abandon(reason, reject))
      this.#cancelTimer = after(timeoutMs, () => this.#stop(this.#unsettled(), 'timedOut'))
      this.#endSpan = traceWait(ids, this.#connection.http.log)
      this.#ids = ids
      this.#resolve = resolve
      for (const id of new Set(ids)) this.#join(id, known)
      this.#open = this.#waiters.length
      if (this.#open === 0) this.#end()
    })
  }

  deliver(translation: Translation): void {
    if (!this.#isAbandoned) this.#updates?.deliver(translation)
  }

  #join(id: string, known: Translation | undefined): void {
    const waiter = this.#coordinator.join(this, id, known)
    // An empty array grows by 17 places, which every single wait would keep.
    if (this.#waiters.length > 0) this.#waiters.push(waiter)
    else this.#waiters = [waiter]
    // The callback of another wait may have aborted this one meanwhile.
    if (this.#isAbandoned) this.#stop([waiter], 'left')
  }

  settle(waiter: Waiter, error?: VideoTranslationError): void {
    // A callback may just have aborted the wait.
    if (this.#isAbandoned) return
    const { id, latest } = waiter.tracked
    const outcome = error ? failed(id, error, latest) : ended(latest as Translation)
    waiter.outcome = outcome
    this.#report(waiter, outcome)
    this.#open--
    if (this.#open === 0) this.#end()
  }

  #report(waiter: Waiter, outcome: Outcome): void {
    const { http } = this.#connection
    const { onReport } = this.options
    const { id } = outcome
    const report = reportOf(waiter, http)
    outcome.report = report
    logEnd(http.log, outcome)
    if (onReport) void guarded(http.log, 'onReport', id, () => onReport({ id, ...report }))
  }

  #end(): void {
    const outcomes = new Map(this.#waiters.map(({ tracked, outcome }) => [tracked.id, outcome as Outcome]))
    this.#cleanUp([...outcomes.values()])
    this.#resolve(this.#ids.map((id) => outcomes.get(id) as Outcome))
  }

  #abandon(reason: unknown, reject: (reason: unknown) => void): void {
    this.#isAbandoned = true
    this.#stop(this.#unsettled(), 'left')
    this.#cleanUp([], reason)
    reject(reason)
  }

  #stop(waiters: readonly Waiter[], why: 'left' | 'timedOut'): void {
    for (const waiter of waiters) this.#coordinator.stop(waiter, why)
    if (this.options.cancelOnAbort) this.#coordinator.cancelRemotely(waiters.map(({ tracked }) => tracked.id))
  }

  #unsettled(): Waiter[] {
    return this.#waiters.filter(({ outcome }) => !outcome)
  }

  #cleanUp(outcomes: Outcome[], reason?: unknown): void {
    this.#cancelTimer()
    this.#forgetSignal()
    this.#endSpan(outcomes, reason)
  }
}
