import type { Random } from './random.ts'
import type { Trace } from './trace.ts'

/** The endless delays of a library, in seconds. The first counts from the start of the wait. */
export type Rule = (next: Random) => Generator<number>

/** A first delay, then always the same one. */
export function every(seconds: number, first = 0): Rule {
  return function* () {
    yield first
    for (;;) yield seconds
  }
}

/** google-gax: at once, then 0.1 s growing by 1.3 up to a minute. */
export const gaxRule: Rule = function* () {
  yield 0
  for (let delay = 0.1; ; delay = Math.min(60, delay * 1.3)) yield delay
}

/**
 * @smithy/util-waiter: at once, then drawn from 2 s up to a limit that doubles. From two minutes on
 * nothing is drawn.
 */
export const awsRule: Rule = function* (next) {
  const [least, most] = [2, 120]
  const ceiling = Math.log2(most / least) + 1
  yield 0
  for (let attempt = 1; ; attempt++)
    yield attempt > ceiling ? most : least + next() * (Math.min(most, least * 2 ** (attempt - 1)) - least)
}

/** @runwayml/sdk: 6 s give or take 1.5, also before the first request. */
export const runwayRule: Rule = function* (next) {
  for (;;) yield 6 + 3 * next() - 1.5
}

/** heygen-cli, a Go program: at once, then 2 s doubling up to 30 s, each give or take a quarter. */
export const heygenRule: Rule = function* (next) {
  yield 0
  for (let delay = 2; ; delay = Math.min(30, delay * 2)) yield delay * (0.75 + next() / 2)
}

const MOST_REQUESTS = 3000

/** The instants of the first requests by a rule, in seconds. */
export function traceOf(rule: Rule, next: Random, horizonSeconds: number, most = MOST_REQUESTS): number[] {
  const trace: number[] = []
  let atSeconds = 0
  for (const delay of rule(next)) {
    atSeconds += delay
    if (trace.length >= most || (atSeconds > horizonSeconds && trace.length > 1)) break
    trace.push(atSeconds)
  }
  return trace
}

/**
 * Whether each delay of a recorded trace is between the smallest and largest that the rule allows.
 */
export function follows(trace: Trace, rule: Rule): boolean {
  const low = rule(() => 0)
  const high = rule(() => 1)
  let before = 0
  return trace.every((at) => {
    const delay = at - before
    before = at
    // Timers count whole milliseconds.
    const [least, most] = [low.next().value as number, high.next().value as number]
    return delay >= least - 0.002 && delay <= most + 0.002
  })
}
