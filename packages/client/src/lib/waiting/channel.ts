import type { Http } from '../http/http.ts'
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
  /** Takes one more, or says that it has no room. Again for one that it has already is fine. */
  add(followed: Followed): boolean
  /** Nobody follows it by this channel any more: whatever is open or planned for it alone ends now. */
  remove(followed: Followed): void
}

/** What a channel reports to. */
export interface ChannelHost {
  readonly http: Http
  readonly read: ReadTranslation
  /** The server told a state; whether it is newer than the one known. */
  told(followed: Followed, translation: Translation): boolean
  /** The server does not have it: fails its followers, unless it was created only a moment ago. */
  missing(followed: Followed): void
  /**
   * A request failed, for the `failures`th time in a row. Ends or moves whom that ends or moves; the others are to be
   * asked for again after the milliseconds that it returns.
   */
  failed(name: ChannelName, followed: Iterable<Followed>, error: unknown, failures: number): number
  /** This channel does not work here: those who follow by it fall to the next. `forMs`: until it may be tried again. */
  demote(name: ChannelName, forMs: number): void
}
