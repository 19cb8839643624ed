import type { Random } from './random.ts'
import type { Trace } from './trace.ts'

/** When a library asks, as an endless list of delays in seconds; the first from the start of the wait. */
export type Rule = (next: Random) => Generator<number>

/** The same delay for ever, after a first one. */
export function every(seconds: number, first = 0): Rule {
  return function* () {
    yield first
    for (;;) yield seconds
  }
}

/** At once, then 0.1 s growing by 1.3 to a minute. google-gax. */
export const gaxRule: Rule = function* () {
  yield 0
  for (let delay = 0.1; ; delay = Math.min(60, delay * 1.3)) yield delay
}

/** At once, then drawn from 2 s to 2 s doubled every time; two minutes without chance once that is reached. @smithy/util-waiter. */
export const awsRule: Rule = function* (next) {
  const [least, most] = [2, 120]
  const ceiling = Math.log2(most / least) + 1
  yield 0
  for (let attempt = 1; ; attempt++)
    yield attempt > ceiling ? most : least + next() * (Math.min(most, least * 2 ** (attempt - 1)) - least)
}

/** 6 s give or take 1.5, also before the first request. @runwayml/sdk. */
export const runwayRule: Rule = function* (next) {
  for (;;) yield 6 + 3 * next() - 1.5
}

/** At once, then 2 s doubled to 30 s, each a quarter more or less, the longest too. heygen-cli, which is a Go program. */
export const heygenRule: Rule = function* (next) {
  yield 0
  for (let delay = 2; ; delay = Math.min(30, delay * 2)) yield delay * (0.75 + next() / 2)
}

const MOST_REQUESTS = 3000

/** The instants of the first requests by a rule. */
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

/** Whether a recorded trace follows a rule: each delay by its own draw of chance or, without chance, exactly. */
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
