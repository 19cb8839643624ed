import { getCallSites } from 'node:util'
import { vi } from 'vitest'

/** Shows whether anything is still being sent. */
interface Traffic {
  /** Grows with every event. */
  activity(): number
  /** Whether something that was sent has not arrived yet. */
  onItsWay(): boolean
}

/**
 * Time that passes only while the sockets are quiet: then it jumps to the next timer. Client,
 * server and the HTTP library share it, so half an hour of faults takes milliseconds.
 */
export interface VirtualTime {
  /** Advances time until the condition holds. Throws if it does not hold after `limitMs`. */
  until(condition: () => boolean, limitMs: number): Promise<void>
  pass(ms: number): Promise<void>
  /** Lets everything that was sent arrive, without advancing time. */
  settle(): Promise<void>
  /** The number of pending timers of the client's own code. */
  clientTimers(): number
  stop(): void
}

const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] as const
// An error's stack would tell the same, but mapping it to the sources takes a quarter of the time.
const CALLERS = 8
const CLIENT = /packages\/client\/src/
const LONGEST_TIMER_MS = 2 ** 31 - 1
const QUIET_TURNS = 6
const QUIET_NS = 150_000n
// The longest that arrivals are waited for: in real time, and in turns, since a busy machine may
// let this process rest that long.
const ARRIVAL_NS = 300_000_000n
const ARRIVAL_TURNS = 3_000
// Requests that follow each other without any delay would never end.
const SPINNING_NS = 60_000_000_000n

export function startVirtualTime(traffic: Traffic): VirtualTime {
  vi.useFakeTimers({ toFake: [...FAKED] })
  const timers = trackClientTimers()
  return { until, pass, settle, clientTimers: () => timers.size, stop: () => void vi.useRealTimers() }

  async function until(condition: () => boolean, limitMs: number): Promise<void> {
    const endMs = performance.now() + limitMs
    await settle()
    while (!condition()) {
      const nowMs = performance.now()
      if (nowMs >= endMs) throw new Error(`the condition does not hold after ${limitMs} ms`)
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
      const isLost = quietTurns > ARRIVAL_TURNS && nowNs - startedNs > ARRIVAL_NS
      if (isQuiet && (!traffic.onItsWay() || isLost)) return
      if (nowNs - startedNs > SPINNING_NS) throw new Error('the client spins: the sockets never get quiet')
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** Wraps the fake timers to distinguish the client's from those of the HTTP library. */
function trackClientTimers(): Set<unknown> {
  const pending = new Set<unknown>()
  const { setTimeout: set, clearTimeout: clear } = globalThis
  const tracked = (then: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): unknown => {
    const isClients = getCallSites(CALLERS).some(({ scriptName }) => CLIENT.test(scriptName))
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
