import type { VideoTranslationError } from '../errors.ts'
import type { Translation } from '../translation.ts'
import { CHANNELS, type ChannelName } from './channel.ts'
import { chooseSchedule, nextDelayMs, type Schedule } from './schedules.ts'
import type { FollowOptions } from './wait-options.ts'

/** One who waits for a translation. */
export interface Follower {
  /** Position in the list of channels: the best that it may use. */
  readonly from: number
  /** The channel that serves it now. */
  channel: ChannelName
  readonly outageMs: number
  readonly poll: PollState
  onTranslation(translation: Translation): void
  onFailure(error: VideoTranslationError): void
}

/** What polling keeps for each follower, so that every wait has its own schedule over shared requests. */
export interface PollState {
  readonly schedule: Schedule
  readonly jitterMs: number
  readonly maxPolls: number
  readonly startedMs: number
  /** When to ask next, on the clock of `performance.now()`. */
  nextMs: number
  polls: number
  unchangedPolls: number
  status: string | undefined
}

export function createFollower(
  options: FollowOptions,
  on: Pick<Follower, 'onTranslation' | 'onFailure'>,
  known?: Translation,
): Follower {
  const { schedule: chosen, maxPolls = Infinity, jitterMs = 0, outageMs = 600_000 } = options
  const { transport = chosen || maxPolls < Infinity ? 'polling' : 'auto' } = options
  const from = transport === 'auto' ? 0 : CHANNELS.indexOf(transport)
  const schedule = chooseSchedule(chosen, options)
  const now = performance.now()
  const first = known && { polls: 1, unchangedPolls: 0, elapsedMs: 0, translation: known }
  const poll: PollState = {
    schedule,
    jitterMs,
    maxPolls,
    startedMs: now,
    // What create has just answered need not be asked again at once.
    nextMs: first ? now + nextDelayMs(schedule, first, jitterMs) : now,
    polls: 0,
    unchangedPolls: 0,
    status: known?.status,
  }
  return { from, channel: CHANNELS[from] ?? 'polling', outageMs, poll, ...on }
}
