import type { VideoTranslationError } from '../errors.ts'
import type { Translation } from '../translation.ts'
import { type ChannelName, CHANNELS } from './channel.ts'
import { chooseSchedule, nextDelayMs, type Schedule } from './schedules.ts'
import type { FollowOptions } from './wait-options.ts'

/** One who waits for a translation, with what polling keeps for each, so that each has a schedule of its own. */
export interface Follower {
  /** The best channel that it may use. */
  readonly best: ChannelName
  /** The channel that serves it now. */
  channel: ChannelName
  readonly outageMs: number
  readonly maxPolls: number
  readonly schedule: Schedule
  readonly jitterMs: number
  readonly startedMs: number
  /** When to ask next, on the clock of `performance.now()`. */
  nextMs: number
  polls: number
  unchangedPolls: number
  status: string | undefined
  onTranslation(translation: Translation): void
  onFailure(error: VideoTranslationError): void
}

export function createFollower(
  options: FollowOptions,
  on: Pick<Follower, 'onTranslation' | 'onFailure'>,
  known?: Translation,
): Follower {
  const { maxPolls = Infinity, jitterMs = 0, outageMs = 600_000 } = options
  const { transport = options.schedule || maxPolls < Infinity ? 'polling' : 'auto' } = options
  const best = transport === 'auto' ? CHANNELS[0] : transport
  const now = performance.now()
  const follower: Follower = {
    best,
    channel: best,
    outageMs,
    maxPolls,
    schedule: chooseSchedule(options.schedule, options),
    jitterMs,
    startedMs: now,
    nextMs: now,
    polls: 0,
    unchangedPolls: 0,
    status: known?.status,
    ...on,
  }
  // What create has just answered need not be asked again at once.
  if (known) follower.nextMs = nextPollMs(follower, known, 1)
  return follower
}

/** Counts an answer for one who asked. */
export function countPoll(follower: Follower, translation: Translation): void {
  follower.polls++
  follower.unchangedPolls = follower.status === translation.status ? follower.unchangedPolls + 1 : 0
  follower.status = translation.status
  follower.nextMs = nextPollMs(follower, translation, follower.polls)
}

function nextPollMs(follower: Follower, translation: Translation, polls: number): number {
  const { schedule, unchangedPolls, startedMs, jitterMs } = follower
  const now = performance.now()
  const state = { polls, unchangedPolls, elapsedMs: now - startedMs, translation }
  return now + nextDelayMs(schedule, state, jitterMs)
}
