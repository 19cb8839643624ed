import type { Log } from './engines/engine.ts'
import { createWakeSignal } from './wake-signal.ts'

export interface WorkLoopOptions {
  /** Claims due work and starts it. */
  claim(): Promise<ClaimResult>
  /** The longest sleep, for work that no event announces, e.g. of another process. Default: 5 s. */
  idleMs?: (() => number) | undefined
  log: Log
  /** The log message when a claim fails. The loop tries again after a second. */
  failureMessage: string
}

/** The result of a search for due work. */
export interface ClaimResult {
  /** Whether work was started, so that the loop searches for more at once. */
  claimed: boolean
  /** The milliseconds until work is due, if nothing was claimed. Undefined: none is known. */
  dueInMs?: number | undefined
}

/** Claims work, sleeps until more is due, and wakes on `wake`. */
export interface WorkLoop {
  start(): void
  wake(): void
  /** Claims nothing more. Resolves when the current claim has ended. */
  stop(): Promise<void>
}

const IDLE_MS = 5_000
const RETRY_MS = 1_000
/**
 * Due work may be locked, or become due in the same millisecond. A tight loop of claims would not
 * help. Each further claim in vain doubles the sleep.
 */
const MIN_SLEEP_MS = 20
/** Other work, which no event announces, becomes due meanwhile. */
const MAX_VAIN_SLEEP_MS = 2_000

export function createWorkLoop(options: WorkLoopOptions): WorkLoop {
  const { claim, idleMs = () => IDLE_MS, log, failureMessage } = options
  const wakeSignal = createWakeSignal()
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  let shortestMs = MIN_SLEEP_MS

  const round = async (): Promise<void> => {
    try {
      const { claimed, dueInMs } = await claim()
      if (claimed) return void (shortestMs = MIN_SLEEP_MS)
      const sleepMs = Math.max(shortestMs, dueInMs ?? Infinity)
      shortestMs = dueInMs === 0 ? Math.min(MAX_VAIN_SLEEP_MS, shortestMs * 2) : MIN_SLEEP_MS
      if (await wakeSignal.wait(Math.min(idleMs(), sleepMs))) shortestMs = MIN_SLEEP_MS
    } catch (error) {
      log.error({ err: error }, failureMessage)
      await wakeSignal.wait(RETRY_MS)
    }
  }
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) await round()
  }
  return {
    start: () => void (running ??= run()),
    wake: wakeSignal.wake,
    async stop() {
      stopping.abort()
      wakeSignal.wake()
      await running
    },
  }
}
