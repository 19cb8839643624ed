import { ApiError, ConnectionError, VideoTranslationError } from '../errors.ts'
import { notFound } from '../get-many.ts'
import type { Http } from '../http/http.ts'
import { about, type Logger } from '../logger.ts'
import type { ReadTranslation } from '../read-translation.ts'
import { resumeToken } from '../resume-token.ts'
import type { Translation } from '../translation.ts'
import { type Channel, type ChannelHost, type ChannelName, CHANNELS, type Followed } from './channel.ts'
import type { Follower } from './follower.ts'
import { createHeldChannel } from './held.ts'
import { createPollingChannel } from './polling.ts'
import { createStreamChannel } from './stream.ts'

/** The one scheduler of a client: every wait and watch goes through it, so that those for the same id share. */
export interface Hub {
  /** Begins to follow. Returns what ends it, leaving nothing behind that no other follower needs. */
  follow(id: string, follower: Follower, known?: Translation): () => void
  /** The server just gave this id: for a moment it may not be visible everywhere. */
  created(id: string): void
  close(): void
}

const VISIBLE_AFTER_MS = 10_000
// A channel that broke is offered to new followers again after this; one the server does not have, never.
const BROKEN_FOR_MS = 300_000

export function createHub(http: Http, log: Logger, read: ReadTranslation): Hub {
  const followed = new Map<string, Followed>()
  const createdMs = new Map<string, number>()
  const unavailableUntilMs = new Map<ChannelName, number>()
  const host: ChannelHost = { http, log, read, told, missing, fail, trouble, demote }
  const channels: Record<ChannelName, Channel> = {
    stream: createStreamChannel(host),
    held: createHeldChannel(host),
    polling: createPollingChannel(host),
  }
  return { follow, created, close }

  function follow(id: string, follower: Follower, known?: Translation): () => void {
    const it = followed.get(id) ?? begin(id)
    it.followers.add(follower)
    place(it, follower)
    if (known) told(it, known)
    if (it.latest && it.latest !== known) follower.onTranslation(it.latest)
    return () => leave(it, follower)
  }

  function begin(id: string): Followed {
    const it: Followed = { id, latest: undefined, followers: new Set(), contactMs: performance.now() }
    followed.set(id, it)
    return it
  }

  function place(it: Followed, follower: Follower): void {
    const usable = CHANNELS.slice(follower.from).find((name) => isUsable(name) && channels[name].hasRoom(it))
    follower.channel = usable ?? 'polling'
    channels[follower.channel].add(it)
  }

  function isUsable(name: ChannelName): boolean {
    return performance.now() >= (unavailableUntilMs.get(name) ?? 0)
  }

  function leave(it: Followed, follower: Follower): void {
    if (!it.followers.delete(follower)) return
    if (!usesChannel(it, follower.channel)) channels[follower.channel].remove(it)
    if (it.followers.size === 0) followed.delete(it.id)
  }

  function usesChannel(it: Followed, name: ChannelName): boolean {
    return [...it.followers].some(({ channel }) => channel === name)
  }

  function told(it: Followed, translation: Translation): boolean {
    it.contactMs = performance.now()
    // Answers overtake one another; the version tells the newer.
    if (it.latest && translation.version <= it.latest.version) return false
    it.latest = translation
    log.debug('translation changed', {
      translationId: it.id,
      version: translation.version,
      status: translation.status,
      progress: translation.progress,
    })
    for (const follower of [...it.followers]) follower.onTranslation(translation)
    return true
  }

  function missing(it: Followed): boolean {
    if (performance.now() - (createdMs.get(it.id) ?? -Infinity) < VISIBLE_AFTER_MS) return true
    fail(it, it.latest ? gone(it.id) : notFound(it.id))
    return false
  }

  function fail(it: Followed, error: unknown): void {
    for (const follower of [...it.followers]) follower.onFailure(error as VideoTranslationError)
  }

  function trouble(which: Iterable<Followed>, error: unknown): void {
    const those = [...which]
    log.warn('status request failed, waiting on', {
      ...about(those.map(({ id }) => id)),
      error: String(error),
    })
    for (const it of those) {
      const lostMs = performance.now() - it.contactMs
      for (const follower of [...it.followers]) {
        if (lostMs >= follower.outageMs) follower.onFailure(outage(http.baseUrl, it.id, lostMs, error))
      }
    }
  }

  function demote(name: ChannelName, reason: string): void {
    log.info(`cannot wait by ${name} here, falling back`, { reason })
    const forGood = reason === 'unsupported'
    unavailableUntilMs.set(name, forGood ? Infinity : performance.now() + BROKEN_FOR_MS)
    for (const it of followed.values()) {
      const moved = [...it.followers].filter(({ channel }) => channel === name)
      if (moved.length) channels[name].remove(it)
      for (const follower of moved) place(it, follower)
    }
  }

  function created(id: string): void {
    const now = performance.now()
    for (const [earlier, ms] of createdMs) {
      if (now - ms < VISIBLE_AFTER_MS) break
      createdMs.delete(earlier)
    }
    createdMs.set(id, now)
  }

  function close(): void {
    const closed = new VideoTranslationError('The client is closed.', { code: 'closed' })
    for (const it of [...followed.values()]) fail(it, closed)
  }
}

function gone(id: string): ApiError {
  return new ApiError(`Translation ${id} was deleted while it was waited for.`, {
    code: 'deleted',
    status: 410,
    translationId: id,
  })
}

function outage(server: string, id: string, lostMs: number, cause: unknown): ConnectionError {
  return new ConnectionError(
    `Lost contact with the server ${Math.round(lostMs / 1000)} s ago while waiting for ${id}. It may well go on there: resume later.`,
    { code: 'outage', translationId: id, cause, resumeToken: resumeToken(server, [id]) },
  )
}
