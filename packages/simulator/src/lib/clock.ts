/** Simulated time. It can run faster than real time, or stand still until `advance` moves it. */
export interface Clock {
  /** Simulated seconds in one real second; 0 if only {@link Clock.advance} moves time. */
  readonly speed: number
  /** The present simulated instant, in milliseconds since 1970. It starts at the real time. */
  nowMs(): number
  /**
   * Converts simulated to real milliseconds, for advice to clients that live in real time, such as
   * `Retry-After` and the remaining time. At speed 0 both are the same.
   */
  realMs(simulatedMs: number): number
  /** Calls back once after a simulated delay. Returns a function that cancels the call. */
  after(delayMs: number, action: () => void): () => void
  /** Moves time forward at once, and runs every call that falls due, in order. */
  advance(byMs: number): void
  /** Cancels every pending call. */
  close(): void
}

/** Longest delay that setTimeout takes. A later alarm is armed again. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** @param speed simulated seconds in one real second, default 1. At 0 only `advance` moves time. */
export function createClock(speed = 1): Clock {
  const origin = Date.now()
  const waiting = new Set<Alarm>()
  let advancedMs = 0
  const nowMs = () => origin + advancedMs + (Date.now() - origin) * speed

  const after = (delayMs: number, action: () => void): (() => void) => {
    const alarm: Alarm = { dueMs: nowMs() + delayMs, action, timer: undefined }
    waiting.add(alarm)
    arm(alarm)
    return () => {
      clearTimeout(alarm.timer)
      waiting.delete(alarm)
    }
  }

  const arm = (alarm: Alarm): void => {
    if (speed === 0) return
    const delayMs = Math.min(Math.ceil((alarm.dueMs - nowMs()) / speed), MAX_TIMER_MS)
    alarm.timer = setTimeout(() => (nowMs() >= alarm.dueMs ? ring(alarm) : arm(alarm)), Math.max(0, delayMs))
  }

  const ring = (alarm: Alarm): void => {
    if (waiting.delete(alarm)) alarm.action()
  }

  const advance = (byMs: number): void => {
    const goalMs = nowMs() + byMs
    for (let next = firstDue(waiting, goalMs); next; next = firstDue(waiting, goalMs)) {
      advancedMs += Math.max(0, next.dueMs - nowMs())
      clearTimeout(next.timer)
      ring(next)
    }
    advancedMs += Math.max(0, goalMs - nowMs())
    for (const alarm of waiting) {
      clearTimeout(alarm.timer)
      arm(alarm)
    }
  }

  return {
    speed,
    nowMs: () => Math.round(nowMs()),
    realMs: (simulatedMs) => simulatedMs / (speed || 1),
    after,
    advance,
    close() {
      for (const alarm of waiting) clearTimeout(alarm.timer)
      waiting.clear()
    },
  }
}

function firstDue(waiting: ReadonlySet<Alarm>, byMs: number): Alarm | undefined {
  const due = [...waiting].filter(({ dueMs }) => dueMs <= byMs)
  return due.sort((one, other) => one.dueMs - other.dueMs)[0]
}

interface Alarm {
  dueMs: number
  action: () => void
  timer: ReturnType<typeof setTimeout> | undefined
}
