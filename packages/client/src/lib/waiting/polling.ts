import { isStatus } from '../http/problem.ts'
import { isRefusal } from '../http/retry.ts'
import { after } from '../timers.ts'
import type { Translation } from '../translation.ts'
import { askMany, askOne } from './ask.ts'
import { backoffMs } from './backoff.ts'
import type { Channel, ChannelHost, Followed } from './channel.ts'
import { answered, dueMs, isDue, postpone, pollersOf } from './poll-state.ts'

// Polls that are due this soon go together.
const GATHER_MS = 50
const BULK = 100
const REQUESTS_AT_ONCE = 4

/** One request in flight. It ends early when nobody waits for any of its translations any more. */
interface Poll {
  readonly controller: AbortController
  readonly asked: Map<string, Followed>
}

/** Asks again and again, each follower by its own schedule; what is due together goes in one request. */
export function createPollingChannel(host: ChannelHost): Channel {
  const followed = new Map<string, Followed>()
  const polls = new Set<Poll>()
  const failures = new WeakMap<Followed, number>()
  let cancelTimer = (): void => {}
  let plannedMs = Infinity

  return { hasRoom: () => true, add, remove }

  function add(it: Followed): void {
    followed.set(it.id, it)
    plan()
  }

  function remove(it: Followed): void {
    followed.delete(it.id)
    for (const { asked, controller } of polls) {
      if (asked.delete(it.id) && asked.size === 0) controller.abort()
    }
    if (followed.size > 0) return
    cancelTimer()
    plannedMs = Infinity
  }

  function plan(): void {
    if (polls.size >= REQUESTS_AT_ONCE) return
    let nextMs = Infinity
    for (const it of waiting()) nextMs = Math.min(nextMs, dueMs(it))
    if (nextMs === plannedMs) return
    cancelTimer()
    plannedMs = nextMs
    cancelTimer = after(nextMs - performance.now(), tick)
  }

  function* waiting(): Iterable<Followed> {
    const inFlight = new Set([...polls].flatMap(({ asked }) => [...asked.keys()]))
    for (const it of followed.values()) if (!inFlight.has(it.id)) yield it
  }

  function tick(): void {
    plannedMs = Infinity
    const untilMs = performance.now() + GATHER_MS
    const due = [...waiting()].filter((it) => dueMs(it) <= untilMs)
    for (let at = 0; at < due.length && polls.size < REQUESTS_AT_ONCE; at += BULK) {
      void poll(due.slice(at, at + BULK), untilMs)
    }
    plan()
  }

  async function poll(due: Followed[], untilMs: number): Promise<void> {
    const mine: Poll = { controller: new AbortController(), asked: new Map(due.map((it) => [it.id, it])) }
    polls.add(mine)
    try {
      const answers = await ask(due, mine.controller.signal)
      for (const it of [...mine.asked.values()]) heard(it, answers.get(it.id), untilMs)
    } catch (error) {
      if (mine.asked.size > 0) failed([...mine.asked.values()], error)
    }
    polls.delete(mine)
    plan()
  }

  async function ask(due: Followed[], signal: AbortSignal): Promise<Map<string, Translation | 'same'>> {
    const [only, ...others] = due
    if (!only || others.length > 0)
      return await askMany(
        host,
        due.map(({ id }) => id),
        { signal },
      )
    return new Map([[only.id, (await askOne(host, only, { signal })) ?? 'same']])
  }

  function heard(it: Followed, answer: Translation | 'same' | undefined, untilMs: number): void {
    if (!answer) return absent(it)
    failures.delete(it)
    it.contactMs = performance.now()
    const pollers = pollersOf(it).filter((follower) => isDue(follower, untilMs))
    if (answer !== 'same') host.told(it, answer)
    answered(it, pollers, host)
  }

  function absent(it: Followed): void {
    if (host.missing(it)) postpone(it, 1_000)
  }

  function failed(asked: Followed[], error: unknown): void {
    if (isStatus(error, 404, 410) && asked.length === 1) return asked.forEach(absent)
    if (isRefusal(error)) return asked.forEach((it) => host.fail(it, error))
    const count = Math.max(0, ...asked.map((it) => failures.get(it) ?? 0))
    const pauseMs = backoffMs(count, error)
    for (const it of asked) {
      failures.set(it, count + 1)
      postpone(it, pauseMs)
    }
    host.trouble(asked, error)
  }
}
