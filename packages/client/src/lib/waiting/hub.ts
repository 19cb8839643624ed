import { hasCode, invalid, type VideoTranslationError } from '../errors.ts'
import type { Core } from '../core.ts'
import type { Past } from '../history/content.ts'
import type { History } from '../history/history.ts'
import { isStatus } from '../http/problem.ts'
import { createRetryBudget, isRefusal } from '../http/retry.ts'
import { now } from '../timers.ts'
import type { Translation } from '../translation.ts'
import { absent, denied, lostContact } from './endings.ts'
import { createExpect } from './expect.ts'
import type { Followed, Follower, Host, Wait } from './followed.ts'
import { askSoon, createFollower, giveGrace, planNext } from './follower.ts'
import { createHeld } from './held.ts'
import { createPolling } from './polling.ts'
import type { Path } from './report.ts'
import type { Schedule } from './schedules.ts'
import { createStream } from './stream.ts'
import { backoffMs, safetyDelayMs } from './when.ts'

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
  /** Fails every follower. */
  close(): void
}

const VISIBLE_WITHIN_MS = 10_000

export function createHub({ http, protocol, createdMs }: Core, history?: History, past?: Past): Hub {
  const followed = new Map<string, Followed>()
  const budget = createRetryBudget()
  /** A change was found that no notification had told of. */
  let isDeaf = false
  const host: Host = {
    http,
    protocol,
    followed,
    told,
    missing,
    failed,
    covered,
    uncovered,
    missed,
    isCovered,
  }
  const polling = createPolling(host, jumped)
  const stream = createStream(host)
  const held = createHeld(host)
  const expect = createExpect(host, history, past)
  return { follow, leave, hint, close, expected: expect.schedule }

  function follow(id: string, wait: Wait, known?: Translation): Follower {
    const it = followed.get(id) ?? newFollowed(id)
    followed.set(id, it)
    if (known) told(it, known)
    const follower = createFollower(it, wait, known)
    it.followers.add(follower)
    // What create has just answered need not be asked again at once.
    if (known) planNext(follower, http, polling.siblings)
    cover(follower)
    polling.plan(it)
    const { latest } = it
    // Not before the caller has what ends it; by then a newer state may have been told.
    if (latest)
      queueMicrotask(
        () => latest === it.latest && it.followers.has(follower) && wait.onTranslation(follower, latest),
      )
    return follower
  }

  /** Has it told of by the best that may and can. */
  function cover(follower: Follower): void {
    const { it, wait } = follower
    if (wait.best === 'stream' && stream.add(it)) giveGrace(follower)
    else if (wait.best === 'stream' || wait.best === 'held') held.add(it)
  }

  function isCovered({ it, wait }: Follower): boolean {
    if (wait.best === 'notify') return !isDeaf && it.latest !== undefined
    return wait.best !== 'polling' && (it.held !== undefined || it.connection?.alive === true)
  }

  function covered(those: Iterable<Followed>): void {
    for (const it of those) {
      it.lostMs = Infinity
      held.remove(it)
    }
  }

  function uncovered(those: Iterable<Followed>, isDown: boolean): void {
    for (const it of those) {
      for (const follower of it.followers) {
        askSoon(follower, followed.size)
        if (isDown) cover(follower)
        else giveGrace(follower)
      }
      polling.plan(it)
    }
  }

  function leave(follower: Follower): void {
    const { it } = follower
    if (!it.followers.delete(follower)) return
    const rest = [...it.followers]
    if (!rest.some(({ wait }) => wait.best === 'stream')) stream.remove(it)
    if (!rest.some(({ wait }) => wait.best === 'stream' || wait.best === 'held')) held.remove(it)
    if (rest.length > 0) return
    followed.delete(it.id)
    polling.remove(it)
    expect.left(it)
  }

  function told(it: Followed, translation: Translation | undefined, path?: Path): boolean {
    budget.succeeded()
    // Of what nothing was known, it is not known either for how long it has been so.
    const unseenMs = it.latest ? now() - it.contactMs : Infinity
    it.contactMs = now()
    it.failures = 0
    it.lostMs = Infinity
    it.safetyMs = it.contactMs + safetyDelayMs(it.contactMs - it.sinceMs, followed.size)
    // Answers overtake one another; the version tells the newer.
    const isNews = translation && translation.version > (it.latest?.version ?? -1)
    if (isNews) publish(it, translation, path, unseenMs)
    if (path === 'polling') retryHeld(it)
    return isNews === true
  }

  function publish(it: Followed, translation: Translation, path: Path | undefined, unseenMs: number): void {
    it.latest = translation
    it.path = path
    expect.learn(it, unseenMs)
    const { version, status, progress } = translation
    http.log.debug('translation changed', { translationId: it.id, version, status, progress, path })
    it.followers.forEach((follower) => follower.wait.onTranslation(follower, translation))
  }

  /** What did not hold requests before may do so now. */
  function retryHeld(it: Followed): void {
    if (it.connection?.alive) return
    if ([...it.followers].some(({ wait }) => wait.best === 'stream' || wait.best === 'held')) held.add(it)
  }

  function missing(it: Followed, error?: unknown): void {
    const ageMs = now() - (createdMs.get(it.id) ?? -Infinity)
    if (ageMs > VISIBLE_WITHIN_MS) fail(it, absent(it, ageMs < Infinity, error))
  }

  function fail(it: Followed, error: VideoTranslationError): void {
    it.followers.forEach((follower) => follower.wait.onFailure(follower, error))
  }

  function failed(those: readonly Followed[], error: unknown, failures: number): number {
    const [first] = those
    http.log.warn('status request failed', {
      translationId: first?.id,
      waiting: those.length,
      error: String(error),
    })
    for (const it of those) {
      if (isStatus(error, 401, 403)) fail(it, denied(it.id, error))
      else if (isStatus(error, 404, 410)) missing(it, error)
      else if (isRefusal(error) || hasCode(error, 'closed')) fail(it, error as VideoTranslationError)
      else waitOutage(it, error)
    }
    const { retryAfterMs = 0 } = error as { retryAfterMs?: number }
    return Math.max(retryAfterMs, backoffMs(failures, budget.take()))
  }

  function waitOutage(it: Followed, error: unknown): void {
    // A pause without any request, or a sleep of the machine, is no outage: that begins with the first request that fails.
    it.lostMs = Math.min(it.lostMs, it.askedMs)
    const lostMs = now() - it.lostMs
    for (const follower of it.followers) {
      if (lostMs >= follower.wait.outageMs) follower.wait.onFailure(follower, lostContact(host, it.id, error))
    }
  }

  function missed(it: Followed): void {
    http.log.warn('a change was not told', { translationId: it.id })
    if (it.connection) stream.doubt(it.connection)
    else isDeaf = true
  }

  function hint(id: string, version?: number): boolean {
    isDeaf = false
    const it =
      followed.get(id) ?? [...followed.values()].find((one) => protocol.partsOf?.(one.id).includes(id))
    if (it && !(version !== undefined && it.latest && version <= it.latest.version)) {
      it.hintMs = now()
      polling.plan(it)
    }
    return it !== undefined
  }

  /** The machine slept, or its clock was set: connections may be dead, and what is planned is out of date. */
  function jumped(): void {
    http.log.info('the clock jumped; asking anew', { waiting: followed.size })
    stream.reconnect()
    for (const it of followed.values()) {
      it.safetyMs = 0
      it.askedMs = now()
      it.lostMs = Infinity
      for (const follower of it.followers) follower.nextMs = 0
      polling.plan(it)
    }
  }

  function close(): void {
    followed.forEach((it) => fail(it, invalid('The client is closed.', 'closed')))
  }
}

function newFollowed(id: string): Followed {
  return {
    id,
    followers: new Set(),
    latest: undefined,
    estimate: undefined,
    path: undefined,
    requests: 0,
    sinceMs: now(),
    contactMs: now(),
    failures: 0,
    askedMs: now(),
    lostMs: Infinity,
    notBeforeMs: 0,
    hintMs: Infinity,
    safetyMs: Infinity,
    alone: false,
    place: -1,
    dueMs: 0,
    poll: undefined,
    connection: undefined,
    held: undefined,
  }
}
