import { vi } from 'vitest'

/** What tells whether anything is still on its way. */
interface Traffic {
  /** Grows with everything that happens. */
  activity(): number
  /** Whether something was sent that has not arrived yet. */
  onItsWay(): boolean
}

/**
 * Time that passes only while nothing happens: as soon as the sockets are quiet it leaps to the next timer. Client,
 * server and the HTTP library beneath them live in it together, so half an hour of faults takes milliseconds.
 */
export interface VirtualTime {
  /** Lets time pass until it is so. Throws when it is not so after `limitMs`. */
  until(condition: () => boolean, limitMs: number): Promise<void>
  pass(ms: number): Promise<void>
  /** Lets what is on its way arrive, without any time passing. */
  settle(): Promise<void>
  /** Timers set by the client's own code that are still to fire. */
  clientTimers(): number
  stop(): void
}

const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] as const
const LONGEST_TIMER_MS = 2 ** 31 - 1
const QUIET_TURNS = 6
const QUIET_NS = 150_000n
// Longest real time to wait for what is on its way.
const ARRIVAL_NS = 300_000_000n
// Requests that follow one another without any time passing would go on for ever.
const SPINNING_NS = 5_000_000_000n

export function startVirtualTime(traffic: Traffic): VirtualTime {
  vi.useFakeTimers({ toFake: [...FAKED] })
  const timers = trackClientTimers()
  return { until, pass, settle, clientTimers: () => timers.size, stop: () => void vi.useRealTimers() }

  async function until(condition: () => boolean, limitMs: number): Promise<void> {
    const endMs = performance.now() + limitMs
    await settle()
    while (!condition()) {
      const nowMs = performance.now()
      if (nowMs >= endMs) throw new Error(`not so after ${limitMs} ms`)
      const limit = setTimeout(() => {}, Math.min(endMs - nowMs, LONGEST_TIMER_MS))
      await vi.advanceTimersToNextTimerAsync()
      clearTimeout(limit)
      await settle()
    }
  }

  async function pass(ms: number): Promise<void> {
    const endMs = performance.now() + ms
    await until(() => performance.now() >= endMs, ms)
  }

  async function settle(): Promise<void> {
    const startedNs = process.hrtime.bigint()
    let before = -1
    let quietTurns = 0
    let quietSinceNs = startedNs
    for (;;) {
      const nowNs = process.hrtime.bigint()
      if (traffic.activity() !== before) {
        before = traffic.activity()
        quietTurns = 0
        quietSinceNs = nowNs
      }
      const isQuiet = ++quietTurns > QUIET_TURNS && nowNs - quietSinceNs > QUIET_NS
      if (isQuiet && (!traffic.onItsWay() || nowNs - startedNs > ARRIVAL_NS)) return
      if (nowNs - startedNs > SPINNING_NS)
        throw new Error('it spins: no time passes, and it never gets quiet')
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** Wraps the faked timers to tell the client's from those of the HTTP library. */
function trackClientTimers(): Set<unknown> {
  const pending = new Set<unknown>()
  const { setTimeout: set, clearTimeout: clear } = globalThis
  const tracked = (then: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): unknown => {
    const isClients = /packages\/client\/src/.test(new Error('set').stack ?? '')
    const timer = set(() => {
      pending.delete(timer)
      then(...args)
    }, ms)
    if (isClients) pending.add(timer)
    return timer
  }
  globalThis.setTimeout = Object.assign(tracked as typeof setTimeout, set)
  globalThis.clearTimeout = (timer) => {
    pending.delete(timer)
    clear(timer)
  }
  return pending
}
