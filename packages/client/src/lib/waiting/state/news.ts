import { isFinal, type Translation } from '../../translation.ts'
import type { Path } from '../../wait-report.ts'
import { end } from './ending.ts'
import type { Context, Effect } from './events.ts'
import { hasLiveChannel, verifyDelayMs } from './poll-timing.ts'
import type { TrackedTranslation, Waiter } from './tracked-translation.ts'

/** The server said how it stands: the outage is over, and waiters hear of a newer version. */
export function tellNews(
  tracked: TrackedTranslation,
  translation: Translation | undefined,
  path: Path | undefined,
  context: Context,
): Effect[] {
  const { latest } = tracked
  noteAnswer(tracked, context)
  // Answers overtake one another; the version tells the newer.
  if (!translation || translation.version <= (latest?.version ?? -1)) return []
  // The stream may take its time to tell the first state of very many.
  const wasMissed =
    path === 'polling' && latest && [...tracked.waiters].some((one) => hasLiveChannel(one, context))
  tracked.latest = translation
  tracked.path = path
  const { expectedSeconds } = translation
  if (expectedSeconds) tracked.estimate ??= { atMs: context.serverNowMs, expectedSeconds }
  return [
    ...(wasMissed ? missed(tracked) : []),
    changeLine(tracked, latest?.status, translation),
    ...tell(tracked, [...tracked.waiters], translation),
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

/** A live channel should have told what a poll found. */
function missed({ id, isStreamed }: TrackedTranslation): Effect[] {
  const fields = { translationId: id }
  return [
    { type: 'log', level: 'warn', message: 'a change was missed', fields },
    { type: isStreamed ? 'doubtStream' : 'distrustNotifications' },
  ]
}

/** Changes of the status are logged at `info`, failures at `error`, all others at `debug`. */
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

/** Tells a state, and ends the waits that it ends. */
export function tell(
  tracked: TrackedTranslation,
  waiters: readonly Waiter[],
  translation: Translation,
): Effect[] {
  const over = waiters.filter(({ session }) => isEnd(translation, session.options.continueOnInput))
  return [
    ...waiters.map((waiter): Effect => ({ type: 'tell', waiter, translation })),
    ...end(tracked, over, { why: 'final' }),
  ]
}

function isEnd({ status }: Translation, continueOnInput = false): boolean {
  return isFinal(status) || (status === 'needs_input' && !continueOnInput)
}
