import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { sampleTranslation } from '../../../../test/support/sample.ts'
import { TRANSLATION_STATUSES } from '../../translation.ts'
import { progressive } from '../options/schedules.ts'
import type { WaitOptions } from '../options/wait-options.ts'
import { apply } from './apply.ts'
import type { Context, Effect, FailureKind, WaitEvent } from './events.ts'
import { due } from './poll-timing.ts'
import { createTracked, createWaiter, type Waiter } from './tracked-translation.ts'

const OPTIONS: WaitOptions[] = [
  {},
  { transport: 'held' },
  { transport: 'notify' },
  { transport: 'polling', jitterMs: Infinity },
  { transport: 'polling', maxPolls: 2 },
  { transport: 'auto', outageMs: 5_000 },
  { transport: 'auto', continueOnInput: true },
]
const KINDS: FailureKind[] = ['transient', 'notFound', 'denied', 'refused', 'longPollRefused']

const step = fc.record({
  what: fc.constantFrom(
    'join',
    'leave',
    'request',
    'answer',
    'unanswered',
    'fail',
    'connect',
    'disconnect',
    'hint',
    'jump',
  ),
  /** Selects the waiter, options, path, status or kind of the step. */
  choice: fc.nat(),
  version: fc.integer({ min: 0, max: 12 }),
  delayMs: fc.constantFrom(1_000, 0, -1e9, Number.NaN, Infinity, 1e12),
  pauseMs: fc.constantFrom(0, 60_000),
  passMs: fc.constantFrom(0, 1, 500, 20_000, 1e7),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  stream: fc.constantFrom<Context['stream']>('none', 'resting', 'healthy'),
  canLongPoll: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** A client that runs the rules for one translation. */
class Course {
  readonly tracked = createTracked('tr_1', 0)
  readonly delivered = new Map<Waiter, number[]>()
  readonly over = new Set<Waiter>()
  nowMs = 0
  isPlanned = false
  isStreamTracking = false
  isDropped = false
  pollFailedMs = -Infinity

  take(given: Step): void {
    this.nowMs += given.passMs
    const event = this.#eventOf(given)
    if (event) this.#happens(event, given)
  }

  #eventOf({ what, choice, version, pauseMs }: Step): WaitEvent | undefined {
    const { tracked } = this
    const waiters = [...tracked.waiters]
    const path = tracked.inFlight ?? 'stream'
    if (what === 'join') return this.#join(OPTIONS[choice % OPTIONS.length] as WaitOptions)
    const waiter = waiters[choice % waiters.length]
    if (!waiter) return undefined
    const status = TRANSLATION_STATUSES[choice % TRANSLATION_STATUSES.length] as 'running'
    const translation = choice % 3 ? sampleTranslation({ id: 'tr_1', version, status }) : undefined
    const kind = KINDS[choice % KINDS.length] as FailureKind
    switch (what) {
      case 'leave':
        this.over.add(waiter)
        return { type: 'left', waiter }
      case 'request':
        return this.#request(choice)
      case 'answer':
        return { type: 'answered', path, translation, tookMs: choice % 2_000 }
      case 'unanswered':
        return tracked.inFlight && { type: 'unanswered', path }
      case 'fail':
        return { type: 'failed', path, kind, error: new Error('down'), pauseMs, random: choice % 1 }
      case 'connect':
        return this.isStreamTracking ? { type: 'connected' } : undefined
      case 'disconnect':
        return { type: 'disconnected' }
      case 'hint':
        return { type: 'hinted', version }
      default:
        return { type: 'clockJumped' }
    }
  }

  #join(options: WaitOptions): WaitEvent {
    this.isDropped = false
    const { transport = 'auto' } = options
    const session = { options, transport, schedule: progressive(), deliver() {}, settle() {} }
    const waiter = createWaiter(session, this.tracked, this.nowMs)
    this.delivered.set(waiter, [])
    return { type: 'joined', waiter, known: undefined }
  }

  /** As the poller does: only what is planned, and never two at a time. */
  #request(choice: number): WaitEvent | undefined {
    if (!this.isPlanned || this.tracked.inFlight) return undefined
    this.isPlanned = false
    return { type: 'requested', path: (['polling', 'held', 'notify'] as const)[choice % 3] as 'polling' }
  }

  #happens(event: WaitEvent, given: Step): void {
    const context = this.context(given)
    if (event.type === 'failed' && event.path !== 'stream') this.pollFailedMs = this.nowMs
    for (const effect of apply(this.tracked, event, context)) this.#run(effect, given)
  }

  #run(effect: Effect, given: Step): void {
    switch (effect.type) {
      case 'deliver':
        expect(this.over.has(effect.waiter)).toBe(false)
        return void this.delivered.get(effect.waiter)?.push(effect.translation.version)
      case 'settle':
        expect(this.over.has(effect.waiter)).toBe(false)
        return void this.over.add(effect.waiter)
      case 'greet':
        return this.#happens({ type: 'greeted', waiter: effect.waiter, version: effect.version }, given)
      case 'schedule': {
        const { waiter } = effect
        return this.#happens(
          {
            type: 'scheduled',
            waiter,
            delayMs: given.delayMs,
            why: '',
            jittered: true,
            isProvisional: false,
          },
          given,
        )
      }
      case 'plan':
        return void (this.isPlanned = true)
      case 'abandonPoll':
        return void (this.isPlanned = false)
      case 'track':
        return void (this.isStreamTracking = true)
      case 'untrack':
        return void (this.isStreamTracking = false)
      case 'drop':
        return void (this.isDropped = true)
    }
  }

  context({ random, stream, canLongPoll }: Step): Context {
    const { nowMs } = this
    const own = { nowMs, serverNowMs: nowMs, sinceCreateMs: nowMs, trackedCount: 3 }
    return { ...own, random, stream, canLongPoll }
  }
}

const settings = { numRuns: 2_000, seed: 20_261_129 }

/** Plays events and checks after each. */
function always(check: (course: Course) => void): void {
  const steps = fc.array(step, { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(steps, (all) => {
      const course = new Course()
      for (const given of all) {
        course.take(given)
        check(course)
      }
    }),
    settings,
  )
}

it('when the last waiter has left, nothing is planned, in flight or tracked', () => {
  always(({ tracked, isPlanned, isStreamTracking, isDropped, delivered }) => {
    if (tracked.waiters.size > 0 || delivered.size === 0) return
    expect([isPlanned, tracked.inFlight, isStreamTracking, isDropped]).toEqual([
      false,
      undefined,
      false,
      true,
    ])
  })
})

it('no wait sleeps for ever: a poll is in flight, or planned for a finite instant', () => {
  always((course) => {
    const { tracked, isPlanned } = course
    if (tracked.waiters.size === 0 || tracked.inFlight) return
    expect(isPlanned).toBe(true)
    expect(Number.isFinite(due(tracked).atMs)).toBe(true)
  })
})

it('a waiter gets versions that only grow, the final one last, and nothing after its wait ended', () => {
  always(({ tracked, delivered, over }) => {
    for (const [waiter, versions] of delivered) {
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
      expect(tracked.waiters.has(waiter)).toBe(!over.has(waiter))
    }
  })
})

it('after a failed poll the next is at least 100 ms away, whatever else happens', () => {
  always((course) => {
    const { tracked, pollFailedMs } = course
    if (tracked.waiters.size === 0) return
    expect(due(tracked).atMs).toBeGreaterThanOrEqual(pollFailedMs + 100)
  })
})
