import { hasCode } from '../errors.ts'
import { isStatus } from '../http/problem.ts'
import { isRefusal } from '../http/retry.ts'
import { guarded } from '../logger.ts'
import { ask } from '../protocol.ts'
import { now } from '../timers.ts'
import type { Translation } from '../translation.ts'
import { createAgenda } from './agenda.ts'
import { createAlarm } from './alarm.ts'
import { waitOver } from './endings.ts'
import { countPoll, FALLBACK_MS, followSchedule } from './follower.ts'
import type { Followed, Follower, Host, Poll } from './followed.ts'
import { backoffMs, DEMOTED_FOR_MS, due, goesNow } from './when.ts'

/**
 * Asks for each translation when it is due, and for those due together in one request. A held request is such a poll,
 * of one translation, that the server answers when something has changed.
 */
export interface Polling {
  /** Its time may have changed. */
  plan(it: Followed): void
  /** When one who follows asks next, by what is known. */
  planNext(follower: Follower): void
  /** Calls off what is planned and what is on its way. */
  remove(it: Followed): void
}

const REQUESTS_AT_ONCE = 4
// Browsers open six connections to a host over HTTP/1.1, and the page needs some of them.
const HELD_AT_ONCE = 4
// An answer without news that comes sooner than this was not held.
const NOT_HELD_MS = 1_000
// After so many of one translation that bring news at once, there is a pause between them.
const QUICK = 5
const STRIKES_TO_DEMOTE = 3

export function createPolling(host: Host): Polling {
  const { http, protocol, followed } = host
  const agenda = createAgenda<Followed>()
  const alarm = createAlarm(tick, host.jumped)
  const most = protocol.bulk?.most ?? 1
  const underway = { held: 0, notify: 0, polling: 0 }
  let failures = 0
  let pausedUntilMs = 0
  let strikes = 0
  let heldFromMs = 0
  return { plan, planNext, remove }

  function plan(it: Followed): void {
    if (it.followers.size === 0) return
    if (it.poll) {
      if (it.poll.path !== 'held' || mayBeHeld(it)) return
      release(it)
    }
    const { atMs, why } = due(it, host.isCovered)
    agenda.plan(it, atMs)
    http.log.debug('next poll', { translationId: it.id, nextInMs: Math.max(0, atMs - now()), why })
    wake()
  }

  function planNext(follower: Follower): void {
    if (host.isCovered(follower)) return
    if (canHold(follower.it)) {
      follower.nextMs = now()
      follower.why = 'held'
      return
    }
    follower.nextMs = now() + FALLBACK_MS
    // Of a schedule of the user's own: what it throws must not end the wait, nor those that were asked for with it.
    void guarded(http.log, 'the schedule', follower.it.id, () =>
      followSchedule(follower, http.clock.now(), Math.min(most, agenda.size + 1)),
    )
  }

  function canHold(it: Followed): boolean {
    // A server in trouble is asked what it can answer at once.
    return !failures && underway.held < HELD_AT_ONCE && now() >= heldFromMs && mayBeHeld(it)
  }

  /** Whether nothing better tells of it, and nobody wants it asked for. */
  function mayBeHeld(it: Followed): boolean {
    if (!protocol.hold || it.isHinted || it.connection?.alive) return false
    return [...it.followers].every(({ wait }) => wait.transport === 'auto' || wait.transport === 'held')
  }

  function remove(it: Followed): void {
    if (it.place >= 0) agenda.remove(it)
    release(it)
    wake()
  }

  function release(it: Followed): void {
    if (it.poll && --it.poll.asked === 0) it.poll.controller.abort()
    it.poll = undefined
  }

  function wake(): void {
    // After a failure one request at a time finds out whether the server is back.
    const hasRoom = underway.polling + underway.notify < (failures ? 1 : REQUESTS_AT_ONCE)
    if (followed.size === 0) alarm.off()
    else alarm.set(agenda.first && hasRoom ? Math.max(agenda.first.dueMs, pausedUntilMs) : Infinity)
  }

  function tick(): void {
    const batch = take()
    if (batch.length > 0) void askFor(batch)
    wake()
  }

  function take(): Followed[] {
    const batch: Followed[] = []
    for (let it = agenda.first; it && batch.length < most; it = agenda.first) {
      if (!goesNow(it, batch.length > 0)) break
      const goesAlone = it.isAlone || canHold(it)
      if (goesAlone && batch.length > 0) break
      // Something may tell of it meanwhile, so that it is no longer due.
      const { atMs } = due(it, host.isCovered)
      if (atMs > it.dueMs) {
        agenda.plan(it, atMs)
        continue
      }
      agenda.remove(it)
      batch.push(it)
      if (goesAlone) break
    }
    return batch
  }

  async function askFor(batch: Followed[]): Promise<void> {
    const [it] = batch as [Followed]
    const path =
      batch.length === 1 && canHold(it)
        ? 'held'
        : batch.some(({ isHinted }) => isHinted)
          ? 'notify'
          : 'polling'
    const poll: Poll = { path, controller: new AbortController(), asked: batch.length, sentMs: now() }
    for (const it of batch) {
      it.poll = poll
      it.isHinted = false
      host.asked(it)
    }
    underway[path]++
    const once = http.once({ signal: poll.controller.signal })
    const asking = ask(protocol, once, batch, path === 'held' ? 'hold' : 'get')
    const answer = await asking.catch((error: unknown) => ({ error }))
    underway[path]--
    // The others were left meanwhile.
    const those = batch.filter((it) => it.poll === poll)
    for (const it of those) it.poll = undefined
    // Waiters that are added while the news is told are not charged for this poll.
    const asked = those.flatMap((it) => [...it.followers].filter((one) => wanted(one, path)))
    if (answer instanceof Map) those.forEach((it) => heard(it, answer, poll))
    else if (those.length > 0) failed(those, answer.error, poll)
    for (const one of asked) charge(one, answer instanceof Map ? undefined : answer.error)
    those.forEach(plan)
    wake()
  }

  function heard(it: Followed, answers: Map<string, Translation | undefined>, { path, sentMs }: Poll): void {
    failures = 0
    if (!answers.has(it.id)) return askAlone(it, path)
    const asked = [...it.followers].filter((one) => wanted(one, path))
    const isNews = host.told(it, answers.get(it.id), path)
    if (path === 'held') return judge(it, now() - sentMs < NOT_HELD_MS, isNews)
    for (const one of asked)
      if (it.followers.has(one)) {
        countPoll(one)
        planNext(one)
      }
  }

  /** A poll that a waiter wanted, answered or failed, counts towards its `maxPolls`. */
  function charge(follower: Follower, cause: unknown): void {
    const { it, wait } = follower
    if (!it.followers.has(follower)) return
    follower.tries++
    if (follower.tries >= (wait.options.maxPolls ?? Infinity))
      wait.onFailure(follower, waitOver('max_polls', host, it, cause))
  }

  function judge(it: Followed, isQuick: boolean, isNews: boolean): void {
    it.quick = isQuick ? it.quick + 1 : 0
    if (it.quick > QUICK) it.notBeforeMs = now() + NOT_HELD_MS
    if (isQuick && !isNews) strike()
    else strikes = 0
  }

  function strike(): void {
    if (++strikes < STRIKES_TO_DEMOTE) return
    strikes = 0
    heldFromMs = now() + DEMOTED_FOR_MS
    http.log.info('given up', { path: 'held' })
  }

  function failed(those: Followed[], error: unknown, { path }: Poll): void {
    const isRefused = isRefusal(error) && !isStatus(error, 401, 403)
    // One of them may be what it cannot answer; that must not take the others with it.
    const isAboutOne = isRefused || hasCode(error, 'invalid_response')
    if (isAboutOne && those.length > 1) return those.forEach((it) => askAlone(it, path))
    const isAboutHolding = path === 'held' && !isStatus(error, 401, 403, 404, 410)
    // Of those that one outage cuts, one counts.
    if (isAboutHolding && !failures) strike()
    // Refused for being held, it may be: polling will tell what else there is to it.
    const pauseMs = isAboutHolding && isRefused ? 0 : host.failed(those, error, failures)
    if (!isAboutOne) {
      failures++
      pausedUntilMs = now() + pauseMs
    }
    for (const it of those) {
      it.isHinted ||= path === 'notify'
      it.notBeforeMs = now() + Math.max(pauseMs, backoffMs(it.failures++))
    }
  }
}

/** Whether a poll was due for this waiter. A hint is checked for all: the answer may say that the end is near. */
function wanted({ it, nextMs }: Follower, path: Poll['path']): boolean {
  return path === 'notify' || nextMs <= Math.max(now(), it.dueMs)
}

function askAlone(it: Followed, path: Poll['path']): void {
  it.isAlone = true
  it.isHinted ||= path === 'notify'
}
