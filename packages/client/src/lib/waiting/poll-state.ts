import { TimeoutError } from '../errors.ts'
import { resumeToken } from '../resume-token.ts'
import type { ChannelHost, Followed } from './channel.ts'
import type { Follower } from './follower.ts'
import { nextDelayMs } from './schedules.ts'

/** Those who follow a translation by polling. */
export function pollersOf({ followers }: Followed): Follower[] {
  return [...followers].filter(({ channel }) => channel === 'polling')
}

/** When the first of them wants to ask. */
export function dueMs(it: Followed): number {
  return Math.min(...pollersOf(it).map(({ poll }) => poll.nextMs))
}

export function isDue({ poll }: Follower, atMs: number): boolean {
  return poll.nextMs <= atMs
}

/** Nobody asks for this one before `ms` are over. */
export function postpone(it: Followed, ms: number): void {
  const earliestMs = performance.now() + ms
  for (const { poll } of pollersOf(it)) poll.nextMs = Math.max(poll.nextMs, earliestMs)
}

/** Counts an answer for those who asked, and plans their next poll. Others who waited longer only hear the news. */
export function answered(it: Followed, asked: Follower[], { log, http }: ChannelHost): void {
  for (const follower of asked) {
    if (!it.followers.has(follower) || !it.latest) continue
    const { poll } = follower
    const now = performance.now()
    const changed = poll.status !== it.latest.status
    poll.polls++
    poll.unchangedPolls = changed ? 0 : poll.unchangedPolls + 1
    poll.status = it.latest.status
    if (poll.polls >= poll.maxPolls) {
      follower.onFailure(tooManyPolls(http.baseUrl, it, poll.polls))
      continue
    }
    const { polls, unchangedPolls, startedMs } = poll
    const state = { polls, unchangedPolls, elapsedMs: now - startedMs, translation: it.latest }
    const delayMs = nextDelayMs(poll.schedule, state, poll.jitterMs)
    poll.nextMs = now + delayMs
    log.debug('next poll planned', {
      translationId: it.id,
      status: poll.status,
      polls,
      unchangedPolls,
      delayMs,
    })
  }
}

function tooManyPolls(server: string, { id, latest }: Followed, polls: number): TimeoutError {
  return new TimeoutError(
    `Translation ${id} was not done after ${polls} polls; it goes on. Resume to wait longer.`,
    {
      code: 'max_polls',
      translationId: id,
      translation: latest,
      resumeToken: resumeToken(server, [id]),
    },
  )
}
