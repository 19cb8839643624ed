import { isFinal, type Translation } from '../../translation.ts'
import type { Path } from '../../wait-report.ts'
import { end } from './ending.ts'
import type { Context, Effect } from './events.ts'
import { hasLiveChannel, verifyDelayMs } from './poll-timing.ts'
import type { TrackedTranslation, Waiter } from './tracked-translation.ts'

/** Handles a state from the server: the outage is over, and waiters get a newer version. */
export function deliverNews(
  tracked: TrackedTranslation,
  translation: Translation | undefined,
  path: Path | undefined,
  context: Context,
): Effect[] {
  const { latest } = tracked
  noteAnswer(tracked, context)
  // Answers may overtake one another, so the version decides.
  if (!translation || translation.version <= (latest?.version ?? -1)) return []
  // The first states of very many may take the stream a while, so a first state is never missed.
  const wasMissed = path === 'polling' && latest && [...tracked.waiters].some(hasLiveChannel)
  tracked.latest = translation
  tracked.path = path
  const { expectedSeconds } = translation
  if (expectedSeconds) tracked.estimate ??= { atMs: context.serverNowMs, expectedSeconds }
  return [
    ...(wasMissed ? missed(tracked.id) : []),
    changeLine(tracked, latest?.status, translation),
    ...deliver(tracked, [...tracked.waiters], translation),
  ]
}

function noteAnswer(tracked: TrackedTranslation, context: Context): void {
  const { nowMs } = context
  tracked.unseenMs = tracked.latest ? nowMs - tracked.lastAnswerMs : Infinity
  tracked.lastAnswerMs = nowMs
  tracked.failures = 0
  tracked.outageSinceMs = Infinity
  tracked.verifyAtMs = nowMs + verifyDelayMs(nowMs - tracked.sinceMs, context)
}

/** A poll found a change that a live channel should have delivered. */
function missed(translationId: string): Effect[] {
  return [
    { type: 'log', level: 'warn', message: 'a change was missed', fields: { translationId } },
    { type: 'doubt' },
  ]
}

/** Logs failures at `error`, other changes of status at `info`, and the rest at `debug`. */
function changeLine(
  { id, path }: TrackedTranslation,
  before: string | undefined,
  after: Translation,
): Effect {
  const { version, status, error } = after
  const hasFailed = status === 'error' || status === 'partial'
  const level = hasFailed ? 'error' : 'info'
  return {
    type: 'log',
    level: status === before ? 'debug' : level,
    message: hasFailed && status !== before ? 'translation failed' : 'translation changed',
    fields: { translationId: id, version, status, path, error: error?.message },
  }
}

/** Delivers a state to waiters, and settles the waits that end with it. */
export function deliver(
  tracked: TrackedTranslation,
  waiters: readonly Waiter[],
  translation: Translation,
): Effect[] {
  const over = waiters.filter(({ session }) => isEnd(translation, session.options.continueOnInput))
  return [
    ...waiters.map((waiter): Effect => ({ type: 'deliver', waiter, translation })),
    ...end(tracked, over, { why: 'final' }),
  ]
}

function isEnd({ status }: Translation, continueOnInput = false): boolean {
  return isFinal(status) || (status === 'needs_input' && !continueOnInput)
}
