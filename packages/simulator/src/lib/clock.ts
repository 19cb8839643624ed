/** Simulated time. It may run faster than real time, or stand still until it is moved. */
export interface Clock {
  /** Simulated seconds in a real one; 0 where time stands still but for {@link Clock.advance}. */
  readonly speed: number
  /** The simulated instant, in milliseconds since 1970. Starts at the real one. */
  nowMs(): number
  /**
   * How long a client that lives in real time has to wait for so much simulated time. What the wire tells as advice on waiting
   * (`Retry-After`, what remains) is told so; instants are told in simulated time. Where time stands still, both are the same.
   */
  realMs(simulatedMs: number): number
  /** Calls back once so much simulated time has passed. Returns what calls it off. */
  after(delayMs: number, action: () => void): () => void
  /** Moves time forward at once; what falls due on the way happens in its order. */
  advance(byMs: number): void
  /** Calls everything off that is still to happen. */
  close(): void
}

// setTimeout takes no longer delay; what is later is armed again.
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** @param speed simulated seconds in a real one. Default: 1. 0 makes time stand still but for `advance`. */
export function createClock(speed = 1): Clock {
  const origin = Date.now()
  const waiting = new Set<Alarm>()
  let advancedMs = 0
  const nowMs = () => origin + advancedMs + (Date.now() - origin) * speed
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

  function after(delayMs: number, action: () => void): () => void {
    const alarm: Alarm = { dueMs: nowMs() + delayMs, action, timer: undefined }
    waiting.add(alarm)
    arm(alarm)
    return () => {
      clearTimeout(alarm.timer)
      waiting.delete(alarm)
    }
  }

  function arm(alarm: Alarm): void {
    if (speed === 0) return
    const delayMs = Math.min(Math.ceil((alarm.dueMs - nowMs()) / speed), LONGEST_TIMER_MS)
    alarm.timer = setTimeout(() => (nowMs() >= alarm.dueMs ? ring(alarm) : arm(alarm)), Math.max(0, delayMs))
  }

  function ring(alarm: Alarm): void {
    if (waiting.delete(alarm)) alarm.action()
  }

  function advance(byMs: number): void {
    const goalMs = nowMs() + byMs
    for (let next = firstDue(goalMs); next; next = firstDue(goalMs)) {
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

  function firstDue(byMs: number): Alarm | undefined {
    const due = [...waiting].filter(({ dueMs }) => dueMs <= byMs)
    return due.sort((one, other) => one.dueMs - other.dueMs)[0]
  }
}

interface Alarm {
  dueMs: number
  action: () => void
  timer: ReturnType<typeof setTimeout> | undefined
}
