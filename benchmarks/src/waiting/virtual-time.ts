import { random } from './random.ts'

/**
 * Virtual timers, clocks and random numbers of this process: as fast as possible, and repeatable.
 */
export interface VirtualTime {
  /** Milliseconds since the start. */
  now(): number
  /** Lets time pass until `atMs`, or until the promise is settled. */
  runUntil(atMs: number, settled?: Promise<unknown>): Promise<void>
  /** Restores the real clocks. */
  stop(): void
}

interface Timer {
  id: number
  atMs: number
  run(): void
}

const START = Date.UTC(2026, 10, 21)
/** Above this the real `setTimeout` fires at once, and so does this one. */
const LONGEST_MS = 2 ** 31 - 1
/** Turns of the real event loop after each timer, in which promises and streams settle. */
const TURNS = 2

/**
 * Replaces the global timers, `Date`, `performance.now` and `Math.random`. Load modules and talk to
 * the outside before the start, because real input and output get no time in here.
 */
export function startVirtualTime(seed: number): VirtualTime {
  const real = { ...pick(globalThis), now: performance.now, random: Math.random }
  const timers = createTimers()
  let nowMs = 0
  const settle = async () => {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => real.setImmediate(resolve))
  }
  install(timers, seed, () => nowMs)
  return {
    now: () => nowMs,
    async runUntil(atMs, settled) {
      const wait = { isOver: false }
      const end = () => (wait.isOver = true)
      settled?.then(end, end)
      await settle()
      while (!wait.isOver) {
        const timer = timers.takeUntil(atMs)
        if (!timer) break
        nowMs = Math.max(nowMs, timer.atMs)
        timer.run()
        await settle()
      }
      if (!wait.isOver && atMs < Infinity) nowMs = atMs
    },
    stop() {
      const { now, random: drawReal, ...globals } = real
      Object.assign(globalThis, globals)
      performance.now = now
      Math.random = drawReal
    },
  }
}

function install(timers: ReturnType<typeof createTimers>, seed: number, nowMs: () => number): void {
  const set = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    timers.add(nowMs() + delayOf(ms), () => run(...args))
  Object.assign(globalThis, {
    setTimeout: set,
    clearTimeout: timers.remove,
    setInterval: (run: () => void, ms = 0) => {
      const again = (): unknown => timers.add(nowMs() + delayOf(ms), () => (again(), run()))
      return again()
    },
    clearInterval: timers.remove,
    setImmediate: (run: (...args: unknown[]) => void, ...args: unknown[]) => set(run, 0, ...args),
    clearImmediate: timers.remove,
    Date: virtualDate(Date, () => START + nowMs()),
  })
  performance.now = nowMs
  Math.random = random(seed)
}

function pick({ setTimeout, clearTimeout, setInterval, clearInterval, Date, ...rest }: typeof globalThis) {
  const { setImmediate, clearImmediate } = rest
  return { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, Date }
}

/**
 * The delay as Node rounds it: anything below 1 ms or too long becomes 1 ms. 0 stays 0 for
 * immediates.
 */
function delayOf(ms: number): number {
  return ms >= 1 && ms <= LONGEST_MS ? Math.trunc(ms) : ms === 0 ? 0 : 1
}

/**
 * Timers in the order of their instants, the latest first. Those of one instant run in the order of
 * their creation.
 */
function createTimers() {
  const all = new Map<number, Timer>()
  const sorted: Timer[] = []
  let made = 0
  return {
    add(atMs: number, run: () => void) {
      const timer: Timer = { id: ++made, atMs, run }
      all.set(timer.id, timer)
      sorted.splice(indexOf(sorted, timer), 0, timer)
      return handle(timer.id)
    },
    remove(which: unknown) {
      const timer = all.get(Number(which))
      if (timer && all.delete(timer.id)) sorted.splice(indexOf(sorted, timer), 1)
    },
    takeUntil(atMs: number): Timer | undefined {
      const last = sorted.at(-1)
      if (!last || last.atMs > atMs) return undefined
      all.delete(last.id)
      return sorted.pop()
    },
  }
}

/** The index of a timer, or the index to insert it at. */
function indexOf(sorted: readonly Timer[], { atMs, id }: Timer): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const other = sorted[middle] as Timer
    if (other.atMs > atMs || (other.atMs === atMs && other.id > id)) low = middle + 1
    else high = middle
  }
  return low
}

/** The object that Node returns for a timer; programs call `unref` on it. */
function handle(id: number) {
  const self = {
    ref: () => self,
    unref: () => self,
    hasRef: () => true,
    refresh: () => self,
    [Symbol.toPrimitive]: () => id,
  }
  return self
}

function virtualDate(RealDate: DateConstructor, nowMs: () => number): DateConstructor {
  return new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [nowMs()] : args, newTarget) as object,
    get: (target, key) => (key === 'now' ? nowMs : (Reflect.get(target, key) as unknown)),
  })
}
