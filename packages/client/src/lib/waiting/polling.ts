import { after } from '../timers.ts'
import type { Translation } from '../translation.ts'
import { askMany, askOne, BULK } from './ask.ts'
import type { Channel, ChannelHost, Followed } from './channel.ts'
import { ranOut } from './endings.ts'
import { countPoll, type Follower } from './follower.ts'

// Polls that are due this soon go together.
const GATHER_MS = 50
const REQUESTS_AT_ONCE = 4

/** What is asked for in one request. It ends early when nobody waits for any of it any more. */
interface Poll {
  readonly controller: AbortController
  readonly asked: Map<string, Followed>
}

/** Asks again and again, each follower by its own schedule; what is due together goes in one request. */
// oxlint-disable-next-line max-lines-per-function -- small functions around one state, not one long one
export function createPollingChannel(host: ChannelHost): Channel {
  const followed = new Map<string, Followed>()
  const polls = new Set<Poll>()
  const failures = new WeakMap<Followed, number>()
  let cancelTimer = (): void => {}

  return { add, remove }

  function add(it: Followed): boolean {
    followed.set(it.id, it)
    plan()
    return true
  }

  function remove(it: Followed): void {
    followed.delete(it.id)
    for (const { asked, controller } of polls) {
      if (asked.delete(it.id) && asked.size === 0) controller.abort()
    }
    if (followed.size === 0) cancelTimer()
  }

  function plan(): void {
    cancelTimer()
    if (polls.size >= REQUESTS_AT_ONCE) return
    const nextMs = idle().reduce((soonest, it) => Math.min(soonest, dueMs(it)), Infinity)
    cancelTimer = after(nextMs - performance.now(), tick)
  }

  /** Those that no request in flight asks for. */
  function idle(): Followed[] {
    return [...followed.values()].filter(({ id }) => ![...polls].some(({ asked }) => asked.has(id)))
  }

  function tick(): void {
    const untilMs = performance.now() + GATHER_MS
    const due = idle().filter((it) => dueMs(it) <= untilMs)
    while (due.length > 0 && polls.size < REQUESTS_AT_ONCE) void poll(due.splice(0, BULK), untilMs)
    plan()
  }

  async function poll(due: Followed[], untilMs: number): Promise<void> {
    const controller = new AbortController()
    const asked = new Map(due.map((it) => [it.id, it]))
    const mine: Poll = { controller, asked }
    polls.add(mine)
    try {
      const answers = await ask(due, controller.signal)
      for (const it of asked.values()) heard(it, answers.get(it.id), untilMs)
    } catch (error) {
      if (asked.size > 0) failed(asked, error)
    }
    polls.delete(mine)
    plan()
  }

  /** By id what is new; a translation that has not changed is told as it is known. */
  async function ask(due: Followed[], signal: AbortSignal): Promise<Map<string, Translation | undefined>> {
    const [only] = due as [Followed]
    if (due.length === 1) return new Map([[only.id, (await askOne(host, only, { signal })) ?? only.latest]])
    return await askMany(
      host,
      due.map(({ id }) => id),
      { signal },
    )
  }

  function heard(it: Followed, answer: Translation | undefined, untilMs: number): void {
    if (!answer) {
      host.missing(it)
      return postpone(it, 1_000)
    }
    failures.delete(it)
    const asked = pollersOf(it).filter(({ nextMs }) => nextMs <= untilMs)
    host.told(it, answer)
    for (const follower of asked) {
      if (it.followers.has(follower)) count(it, follower)
    }
  }

  function count(it: Followed, follower: Follower): void {
    const { log, server } = host.http
    countPoll(follower, it.latest as Translation)
    const { polls, nextMs, maxPolls } = follower
    log.debug('polled', { translationId: it.id, polls, nextInMs: nextMs - performance.now() })
    if (polls >= maxPolls) follower.onFailure(ranOut('max_polls', server, it.id, it.latest))
  }

  function failed(asked: Map<string, Followed>, error: unknown): void {
    const before = Math.max(0, ...Array.from(asked.values(), (it) => failures.get(it) ?? 0))
    const pauseMs = host.failed('polling', asked.values(), error, before)
    asked.forEach((it) => {
      failures.set(it, before + 1)
      postpone(it, pauseMs)
    })
  }
}

function pollersOf({ followers }: Followed): Follower[] {
  return [...followers].filter(({ channel }) => channel === 'polling')
}

/** When the first of its followers wants to ask. */
function dueMs(it: Followed): number {
  return Math.min(...pollersOf(it).map(({ nextMs }) => nextMs))
}

/** Nobody asks for this one before `ms` are over. */
function postpone(it: Followed, ms: number): void {
  const earliestMs = performance.now() + ms
  for (const follower of pollersOf(it)) follower.nextMs = Math.max(follower.nextMs, earliestMs)
}
