import { hasCode, type VideoTranslationError } from '../errors.ts'
import type { Server } from '../server.ts'
import type { History } from '../history/history.ts'
import { isStatus } from '../http/problem.ts'
import { createRetryBudget, isRefusal } from '../http/retry.ts'
import { now } from '../timers.ts'
import type { Translation } from '../translation.ts'
import { absent, denied, waitOver } from './endings.ts'
import { createExpect, UNFORESEEN } from './expect.ts'
import type { Followed, Follower, Host, Wait } from './followed.ts'
import { askSoon, createFollower } from './follower.ts'
import { createPolling } from './polling.ts'
import type { Path } from './wait-report.ts'
import type { Schedule } from './schedules.ts'
import { createStream } from './stream.ts'
import { backoffMs, GRACE_MS, phase, safetyDelayMs } from './when.ts'

/** The one scheduler of a client: every wait and watch goes through it, so that those for the same id share. */
export interface Hub {
  /** Begins to follow. What it returns is given to `leave` to end that. */
  follow(id: string, wait: Wait, known?: Translation): Follower
  /** Leaves nothing behind that no other follower needs. */
  leave(follower: Follower): void
  /** Somebody says that there is news: asks at once. Whether anybody waits for it. */
  hint(id: string, version?: number): boolean
  /** The schedule where none is named. */
  readonly expected: Schedule
}

const VISIBLE_WITHIN_MS = 10_000

export function createHub({ http, protocol, createdMs }: Server, history?: History): Hub {
  const followed = new Map<string, Followed>()
  const budget = createRetryBudget()
  /** A change was found that no notification had told of. */
  let isDeaf = false
  const host: Host = {
    http,
    protocol,
    followed,
    asked,
    told,
    missing,
    failed,
    covered,
    uncovered,
    jumped,
    isCovered,
  }
  const polling = createPolling(host)
  const stream = protocol.stream && createStream(host, protocol.stream)
  const expect = createExpect(host, history, () =>
    planAnew(followed.values(), (one) => one.why === UNFORESEEN && !one.it.poll && polling.planNext(one)),
  )
  http.onClose((reason) => followed.forEach((it) => fail(it, reason as VideoTranslationError)))
  return { follow, leave, hint, expected: expect.schedule }

  function follow(id: string, wait: Wait, known?: Translation): Follower {
    // The model's rules decide what a history notes.
    if (history) expect.load()
    const it = followed.get(id) ?? createFollowed(id, followed.size)
    followed.set(id, it)
    if (known) told(it, known)
    const follower = createFollower(it, wait, known)
    it.followers.add(follower)
    // Something may tell of it any moment.
    if (wait.transport === 'auto' && stream?.add(it)) follower.nextMs = now() + phase(GRACE_MS)
    // What create has just answered need not be asked again at once.
    else if (known) polling.planNext(follower)
    polling.plan(it)
    const { latest } = it
    // Not before the caller has what ends it; by then a newer state may have been told.
    if (latest)
      queueMicrotask(
        () => latest === it.latest && it.followers.has(follower) && wait.onTranslation(follower, latest),
      )
    return follower
  }

  function leave(follower: Follower): void {
    const { it } = follower
    if (!it.followers.delete(follower)) return
    // Whoever else is told by it may as well go on to be.
    if ([...it.followers].every(({ wait }) => wait.transport === 'polling')) stream?.remove(it)
    if (it.followers.size > 0) return
    followed.delete(it.id)
    polling.remove(it)
    expect.left(it)
  }

  function isCovered({ it, wait: { transport } }: Follower): boolean {
    return transport === 'notify' ? !isDeaf && !!it.latest : transport !== 'polling' && !!it.connection?.alive
  }

  function covered(those: Iterable<Followed>): void {
    for (const it of those) {
      it.lostMs = Infinity
      // What is held for it is no longer needed.
      if (it.poll) polling.plan(it)
    }
  }

  function uncovered(those: Iterable<Followed>): void {
    planAnew(those, (one) => one.wait.transport !== 'polling' && askSoon(one, followed.size))
  }

  function planAnew(those: Iterable<Followed>, change: (follower: Follower) => unknown): void {
    for (const it of those) {
      it.followers.forEach(change)
      polling.plan(it)
    }
  }

  function asked(it: Followed): void {
    // A pause without any request, or a sleep of the machine, is no outage: that begins with the first request that fails.
    it.lostMs = Math.min(it.lostMs, now())
    for (const follower of it.followers) follower.requests++
  }

  function told(it: Followed, translation: Translation | undefined, path?: Path): boolean {
    budget.succeeded()
    // Of what nothing was known, it is not known either for how long it has been so.
    it.unseenMs = it.latest ? now() - it.contactMs : Infinity
    it.contactMs = now()
    it.failures = 0
    it.lostMs = Infinity
    it.safetyMs = it.contactMs + safetyDelayMs(it.contactMs - it.sinceMs, followed.size)
    // Answers overtake one another; the version tells the newer.
    const isNews = translation && translation.version > (it.latest?.version ?? -1)
    if (!isNews) return false
    // Of very many the stream takes its time to tell the first state.
    if (path === 'polling' && it.latest && [...it.followers].some(isCovered)) missed(it)
    const previous = it.latest
    it.latest = translation
    it.path = path
    const { expectedSeconds } = translation
    if (expectedSeconds) it.estimate ??= { atMs: http.clock.now(), expectedSeconds }
    logChange(it, previous?.status, translation)
    it.followers.forEach((follower) => follower.wait.onTranslation(follower, translation))
    return true
  }

  function logChange({ id, path }: Followed, before: string | undefined, translation: Translation): void {
    const { version, status, error } = translation
    const fields = { translationId: id, version, status, path }
    if (status === before) http.log.debug('translation changed', fields)
    else if (status !== 'error' && status !== 'partial') http.log.info('translation changed', fields)
    else http.log.error('translation failed', { ...fields, error: error?.message })
  }

  /** Something should have told that before. */
  function missed(it: Followed): void {
    http.log.warn('a change was not told', { translationId: it.id })
    if (it.connection) stream?.doubt(it.connection)
    else {
      isDeaf = true
      uncovered(followed.values())
    }
  }

  function missing(it: Followed, error?: unknown): void {
    const ageMs = now() - (createdMs.get(it.id) ?? -Infinity)
    if (ageMs > VISIBLE_WITHIN_MS) fail(it, absent(it, ageMs < Infinity, error))
  }

  function fail(it: Followed, error: VideoTranslationError): void {
    it.followers.forEach((follower) => follower.wait.onFailure(follower, error))
  }

  function failed(those: readonly Followed[], error: unknown, failures: number): number {
    const [first, ...others] = those.map(({ id }) => id)
    const about = others.length > 0 ? { translationIds: [first, ...others] } : { translationId: first }
    http.log.warn('a request failed', { ...about, error: String(error) })
    for (const it of those) {
      if (isStatus(error, 401, 403)) fail(it, denied(it, error))
      else if (isStatus(error, 404, 410)) missing(it, error)
      else if (isRefusal(error) || hasCode(error, 'closed')) fail(it, error as VideoTranslationError)
      else waitOutage(it, error)
    }
    return backoffMs(budget.take() ? failures : Infinity, error)
  }

  function waitOutage(it: Followed, error: unknown): void {
    for (const follower of it.followers) {
      const { outageMs = 600_000 } = follower.wait.options
      if (now() - it.lostMs >= outageMs)
        follower.wait.onFailure(follower, waitOver('outage', host, it, error))
    }
  }

  function hint(id: string, version = Infinity): boolean {
    isDeaf = false
    const it =
      followed.get(id) ?? [...followed.values()].find((one) => protocol.partsOf?.(one.id).includes(id))
    if (it && version > (it.latest?.version ?? -1)) {
      it.isHinted = true
      polling.plan(it)
    }
    return !!it
  }

  /** Connections may be dead, and what is planned is out of date. */
  function jumped(): void {
    http.log.info('the clock jumped', {})
    stream?.reconnect()
    planAnew(followed.values(), (follower) => {
      const { it } = follower
      polling.remove(it)
      follower.nextMs = it.safetyMs = 0
      it.lostMs = Infinity
    })
  }
}

function createFollowed(id: string, siblings: number): Followed {
  const sinceMs = now()
  return {
    id,
    followers: new Set(),
    latest: undefined,
    estimate: undefined,
    path: undefined,
    sinceMs,
    contactMs: sinceMs,
    unseenMs: Infinity,
    lostMs: Infinity,
    failures: 0,
    notBeforeMs: 0,
    isHinted: false,
    safetyMs: sinceMs + safetyDelayMs(0, siblings),
    isAlone: false,
    quick: 0,
    place: -1,
    dueMs: 0,
    poll: undefined,
    connection: undefined,
    isCanceling: false,
  }
}
