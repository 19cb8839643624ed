import { invalid, type VideoTranslationError } from '../errors.ts'
import type { Http } from '../http/http.ts'
import { isStatus } from '../http/problem.ts'
import { isRefusal } from '../http/retry.ts'
import type { ReadTranslation } from '../read-translation.ts'
import { after } from '../timers.ts'
import type { Translation } from '../translation.ts'
import { backoffMs } from './backoff.ts'
import { type Channel, type ChannelHost, type ChannelName, CHANNELS, type Followed } from './channel.ts'
import { absent, lostContact } from './endings.ts'
import type { Follower } from './follower.ts'
import { createStreamChannel } from './stream.ts'

/** The one scheduler of a client: every wait and watch goes through it, so that those for the same id share. */
export interface Hub {
  /** Begins to follow. Returns what ends it, leaving nothing behind that no other follower needs. */
  follow(id: string, follower: Follower, known?: Translation): () => void
  /** The server just gave this id: for a moment it may not be visible everywhere. */
  created(id: string): void
  /** Fails every follower. */
  close(): void
}

const VISIBLE_WITHIN_MS = 10_000
const RELOAD_MS = 5_000

// oxlint-disable-next-line max-lines-per-function -- small functions around one state, not one long one
export function createHub(http: Http, read: ReadTranslation): Hub {
  const { log } = http
  const followed = new Map<string, Followed>()
  const createdMs = new Map<string, number>()
  const usableFromMs = new Map<ChannelName, number>()
  const host: ChannelHost = { http, read, told, missing, failed, demote }
  const channels: Partial<Record<ChannelName, Channel>> = { stream: createStreamChannel(host) }
  let loading = false
  let cancelReload = (): void => {}
  return { follow, created, close }

  function follow(id: string, follower: Follower, known?: Translation): () => void {
    const it = followed.get(id) ?? {
      id,
      latest: undefined,
      followers: new Set(),
      contactMs: performance.now(),
    }
    followed.set(id, it)
    if (known) told(it, known)
    it.followers.add(follower)
    place(it, follower)
    const { latest } = it
    // Not before the caller has what ends it; by then a newer state may have been told.
    queueMicrotask(
      () => latest && latest === it.latest && it.followers.has(follower) && follower.onTranslation(latest),
    )
    return () => leave(it, follower)
  }

  function place(it: Followed, follower: Follower): void {
    for (const name of CHANNELS.slice(CHANNELS.indexOf(follower.best))) {
      follower.channel = name
      if (performance.now() < (usableFromMs.get(name) ?? 0)) continue
      // Placed again as soon as the channel is there.
      if (!channels[name]) return void load()
      if (channels[name].add(it)) return
    }
  }

  async function load(): Promise<void> {
    if (loading) return
    loading = true
    try {
      Object.assign(channels, (await import('./fallback.ts')).createFallbackChannels(host))
    } catch (error) {
      log.warn('could not load what polls', { error: String(error) })
      if (followed.size > 0) cancelReload = after(RELOAD_MS, load)
    }
    loading = false
    if (channels.polling)
      followed.forEach((it) => it.followers.forEach((each) => each.channel !== 'stream' && place(it, each)))
  }

  function leave(it: Followed, follower: Follower): void {
    if (!it.followers.delete(follower)) return
    const { channel } = follower
    if (![...it.followers].some((other) => other.channel === channel)) channels[channel]?.remove(it)
    if (it.followers.size === 0) followed.delete(it.id)
    if (followed.size === 0) cancelReload()
  }

  function told(it: Followed, translation: Translation): boolean {
    it.contactMs = performance.now()
    const { version, status, progress } = translation
    // Answers overtake one another; the version tells the newer.
    if (it.latest && version <= it.latest.version) return false
    it.latest = translation
    log.debug('translation changed', { translationId: it.id, version, status, progress })
    it.followers.forEach((follower) => follower.onTranslation(translation))
    return true
  }

  function missing(it: Followed): void {
    if (performance.now() - (createdMs.get(it.id) ?? -Infinity) < VISIBLE_WITHIN_MS) return
    fail(it, absent(it.id, it.latest))
  }

  function fail(it: Followed, error: unknown): void {
    it.followers.forEach((follower) => follower.onFailure(error as VideoTranslationError))
  }

  function failed(name: ChannelName, which: Iterable<Followed>, error: unknown, failures: number): number {
    const those = [...which]
    const [only] = those
    log.warn('status request failed', {
      translationId: only?.id,
      waiting: those.length,
      error: String(error),
    })
    if (name !== 'stream' && only && those.length === 1 && isStatus(error, 404, 410)) {
      missing(only)
      return 1_000
    }
    const isOver = isStatus(error, 401, 403) || (error as { code?: string }).code === 'closed'
    if (isOver || (name === 'polling' && isRefusal(error))) those.forEach((it) => fail(it, error))
    else if (isRefusal(error)) demote(name, Infinity)
    else those.forEach((it) => waitOutage(it, error))
    return backoffMs(failures, error)
  }

  function waitOutage(it: Followed, error: unknown): void {
    const lostMs = performance.now() - it.contactMs
    it.followers.forEach(({ outageMs, onFailure }) => {
      if (lostMs >= outageMs) onFailure(lostContact(http.server, it.id, error))
    })
  }

  function demote(name: ChannelName, forMs: number): void {
    usableFromMs.set(name, performance.now() + forMs)
    for (const it of followed.values()) {
      const moved = [...it.followers].filter(({ channel }) => channel === name)
      if (moved.length === 0) continue
      log.info('falling back', { translationId: it.id, from: name })
      channels[name]?.remove(it)
      moved.forEach((follower) => place(it, follower))
    }
  }

  function close(): void {
    followed.forEach((it) => fail(it, invalid('The client is closed.', 'closed')))
  }

  function created(id: string): void {
    const now = performance.now()
    createdMs.set(id, now)
    for (const [earlier, ms] of createdMs) if (now - ms > VISIBLE_WITHIN_MS) createdMs.delete(earlier)
  }
}
