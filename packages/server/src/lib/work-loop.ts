import type { Log } from './engines/engine.ts'
import { createWakeSignal } from './wake-signal.ts'

export interface WorkLoopOptions {
  /** Claims due work and starts it. Resolves with whether there was any. */
  claim(): Promise<boolean>
  /** Milliseconds until more work is due; undefined when none is known. */
  dueInMs(): Promise<number | undefined>
  /** The longest sleep, for work that no event announces, e.g. of another process. Default: 5 s. */
  idleMs?: number | undefined
  log: Log
  /** The log message when a claim fails. The loop tries again after a second. */
  failureMessage: string
}

/** Claims work, sleeps until more is due, and wakes when told to. */
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
 * help.
 */
const MIN_SLEEP_MS = 20

export function createWorkLoop(options: WorkLoopOptions): WorkLoop {
  const { claim, dueInMs, idleMs = IDLE_MS, log, failureMessage } = options
  const wakeSignal = createWakeSignal()
  const stopping = new AbortController()
  let running: Promise<void> | undefined

  const round = async (): Promise<void> => {
    try {
      if (await claim()) return
      const sleepMs = Math.max(MIN_SLEEP_MS, (await dueInMs()) ?? idleMs)
      await wakeSignal.wait(Math.min(idleMs, sleepMs))
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
