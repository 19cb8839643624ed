import { random } from './random.ts'

/** Timers, clocks and chance of this process, made to pass as fast as the processor allows, and alike every time. */
export interface VirtualTime {
  /** Milliseconds since it began. */
  now(): number
  /** Lets time pass until then, or until the promise is settled. */
  runUntil(atMs: number, settled?: Promise<unknown>): Promise<void>
  /** The real clocks again. */
  stop(): void
}

interface Timer {
  id: number
  atMs: number
  order: number
  run(): void
}

const START = Date.UTC(2026, 10, 21)
/** Above this the real setTimeout wraps round and fires at once; so does this one. */
const LONGEST_MS = 2 ** 31 - 1
/** Turns of the real event loop after each timer: promises, and streams made of them, settle in these. */
const TURNS = 2

/**
 * Replaces the global timers, `Date`, `performance.now` and `Math.random`. Only one at a time. What loads modules, or talks to the
 * outside, must have done so before: nothing real has any time in here.
 */
export function startVirtualTime(seed: number): VirtualTime {
  const real = { ...pick(globalThis), now: performance.now, random: Math.random }
  const timers = createTimers()
  let nowMs = 0
  install()
  return { now: () => nowMs, runUntil, stop }

  function install(): void {
    const set = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
      timers.add(nowMs + delayOf(ms), () => run(...args))
    Object.assign(globalThis, {
      setTimeout: set,
      clearTimeout: timers.remove,
      setInterval: (run: () => void, ms = 0) => {
        const again = (): unknown => timers.add(nowMs + delayOf(ms), () => (again(), run()))
        return again()
      },
      clearInterval: timers.remove,
      setImmediate: (run: (...args: unknown[]) => void, ...args: unknown[]) => set(run, 0, ...args),
      clearImmediate: timers.remove,
      Date: virtualDate(real.Date, () => START + nowMs),
    })
    performance.now = () => nowMs
    Math.random = random(seed)
  }

  function stop(): void {
    const { now, random: chance, ...globals } = real
    Object.assign(globalThis, globals)
    performance.now = now
    Math.random = chance
  }

  async function runUntil(atMs: number, settled?: Promise<unknown>): Promise<void> {
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
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => real.setImmediate(resolve))
  }
}

function pick({ setTimeout, clearTimeout, setInterval, clearInterval, Date, ...rest }: typeof globalThis) {
  const { setImmediate, clearImmediate } = rest
  return { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, Date }
}

/** As in Node: what is not at least a millisecond, or too long, is one. */
function delayOf(ms: number): number {
  return ms >= 1 && ms <= LONGEST_MS ? Math.trunc(ms) : ms === 0 ? 0 : 1
}

/** In order of their instants; set aside when cleared. */
function createTimers() {
  const all = new Map<number, Timer>()
  let heap: Timer[] = []
  let made = 0
  return {
    add(atMs: number, run: () => void) {
      const timer: Timer = { id: ++made, atMs, order: made, run }
      all.set(timer.id, timer)
      push(heap, timer)
      return handle(timer.id)
    },
    remove(which: unknown) {
      all.delete(Number(which))
      if (heap.length > 64 && heap.length > 4 * all.size) heap = rebuilt(all)
    },
    takeUntil(atMs: number): Timer | undefined {
      for (let timer = heap[0]; timer && timer.atMs <= atMs; timer = heap[0]) {
        pop(heap)
        if (all.delete(timer.id)) return timer
      }
      return undefined
    },
  }
}

/** What Node returns: an object that programs call `unref` on. */
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

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}

function rebuilt(all: Map<number, Timer>): Timer[] {
  const heap: Timer[] = []
  for (const timer of all.values()) push(heap, timer)
  return heap
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.push(timer) - 1
  for (let up = (at - 1) >> 1; at > 0 && isBefore(timer, heap[up] as Timer); up = (at - 1) >> 1) {
    heap[at] = heap[up] as Timer
    at = up
  }
  heap[at] = timer
}

function pop(heap: Timer[]): void {
  const last = heap.pop() as Timer
  if (heap.length === 0) return
  let at = 0
  for (;;) {
    let down = 2 * at + 1
    if (down + 1 < heap.length && isBefore(heap[down + 1] as Timer, heap[down] as Timer)) down++
    if (down >= heap.length || !isBefore(heap[down] as Timer, last)) break
    heap[at] = heap[down] as Timer
    at = down
  }
  heap[at] = last
}
