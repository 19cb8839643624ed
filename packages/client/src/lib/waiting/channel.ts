import type { Http } from '../http/http.ts'
import type { Logger } from '../logger.ts'
import type { ReadTranslation } from '../read-translation.ts'
import type { Translation } from '../translation.ts'
import type { Follower } from './follower.ts'

/** One translation that somebody waits for, shared by all who do. */
export interface Followed {
  readonly id: string
  /** The newest state heard of, by whichever channel. */
  latest: Translation | undefined
  readonly followers: Set<Follower>
  /** When the server last told anything about it, on the clock of `performance.now()`. */
  contactMs: number
}

/** The ways to hear of changes, best first. A follower falls down this list and never climbs while it waits. */
export const CHANNELS = ['stream', 'held', 'polling'] as const
export type ChannelName = (typeof CHANNELS)[number]

/** One way to hear of changes, for all translations that are followed by it. */
export interface Channel {
  /** Whether it can take one more. */
  hasRoom(followed: Followed): boolean
  add(followed: Followed): void
  /** Nobody follows it by this channel any more: whatever is open or planned for it alone ends now. */
  remove(followed: Followed): void
}

/** What a channel reports to. */
export interface ChannelHost {
  readonly http: Http
  readonly log: Logger
  readonly read: ReadTranslation
  /** The server told a state; whether it is newer than the one known. */
  told(followed: Followed, translation: Translation): boolean
  /** The server does not have it. Returns whether that may be because it was created a moment ago. */
  missing(followed: Followed): boolean
  /** It cannot be followed at all, e.g. for want of permission. */
  fail(followed: Followed, error: unknown): void
  /** A request failed, which says nothing about the translation; gives up after an outage. */
  trouble(followed: Iterable<Followed>, error: unknown): void
  /** This channel does not work with this server: those who follow by it fall to the next. */
  demote(name: ChannelName, reason: string): void
}
