import type { Context, Effect, EventOf, WaitEvent } from './events.ts'
import { end, afterLeaving, endFailed } from './ending.ts'
import { deliver, deliverNews } from './news.ts'
import {
  chargePoll,
  countAnswer,
  modelLoaded,
  paceLongPolls,
  planAt,
  planNext,
  replan,
  scheduled,
  stillWaiting,
  dueWaiters,
} from './planning.ts'
import { backoffMs, GRACE_MS, jitter, NOT_HELD_MS, recoveryDelayMs, verifyDelayMs } from './poll-timing.ts'
import type { TrackedTranslation } from './tracked-translation.ts'

type Rule<Type extends WaitEvent['type']> = (
  tracked: TrackedTranslation,
  event: EventOf<Type>,
  context: Context,
) => Effect[]

const RULES: { [Type in WaitEvent['type']]: Rule<Type> } = {
  joined,
  greeted,
  left,
  timedOut,
  requested,
  answered,
  unanswered,
  failed,
  connected,
  disconnected,
  hinted,
  scheduled,
  modelLoaded,
  clockJumped,
  closed,
}

/**
 * The rules of waiting. It changes the given state of one translation in place and returns the
 * effects to run. The result depends only on the arguments: it does no I/O and reads no clock or
 * random numbers. `rules.test.ts` lists the rules.
 *
 * It does not return a new state: 100,000 waits would copy 100,000 states for one update of each.
 */
export function apply<Type extends WaitEvent['type']>(
  tracked: TrackedTranslation,
  event: EventOf<Type> & { type: Type },
  context: Context,
): Effect[] {
  const rule = RULES[event.type] as Rule<Type>
  return rule(tracked, event, context)
}

function joined(
  tracked: TrackedTranslation,
  { waiter, known }: EventOf<'joined'>,
  context: Context,
): Effect[] {
  if (tracked.verifyAtMs === Infinity) tracked.verifyAtMs = context.nowMs + verifyDelayMs(0, context)
  const effects = known ? deliverNews(tracked, known, undefined, context) : []
  tracked.waiters.add(waiter)
  const isAuto = waiter.session.transport === 'auto'
  if (isAuto && context.stream !== 'none') effects.push({ type: 'track' })
  // The stream may soon deliver the state.
  if (isAuto && context.stream === 'healthy') waiter.nextMs = context.nowMs + jitter(GRACE_MS, context.random)
  // The state that `create` has just returned need not be requested again.
  else if (known) effects.push(...planNext(waiter, context))
  effects.push(...replan(tracked))
  const { latest } = tracked
  if (latest) effects.push({ type: 'greet', waiter, version: latest.version })
  return effects
}

function greeted(tracked: TrackedTranslation, { waiter, version }: EventOf<'greeted'>): Effect[] {
  const { latest, waiters } = tracked
  // A newer state has been delivered meanwhile.
  if (!waiters.has(waiter) || latest?.version !== version) return []
  return deliver(tracked, [waiter], latest)
}

function left(tracked: TrackedTranslation, { waiter }: EventOf<'left'>): Effect[] {
  return tracked.waiters.delete(waiter) ? afterLeaving(tracked) : []
}

function timedOut(tracked: TrackedTranslation, { waiter }: EventOf<'timedOut'>): Effect[] {
  return end(tracked, [waiter], { why: 'timeout' })
}

function requested(
  tracked: TrackedTranslation,
  { path }: EventOf<'requested'>,
  { nowMs }: Context,
): Effect[] {
  // An outage begins with the first request that fails. A pause or a sleep of the machine is none.
  tracked.outageSinceMs = Math.min(tracked.outageSinceMs, nowMs)
  for (const waiter of tracked.waiters) waiter.requests++
  if (path === 'stream') return []
  tracked.inFlight = path
  tracked.isHinted = false
  return []
}

function answered(tracked: TrackedTranslation, event: EventOf<'answered'>, context: Context): Effect[] {
  const { path, translation, tookMs } = event
  if (path === 'stream') return deliverNews(tracked, translation, path, context)
  // Waiters that join while the state is delivered are not charged for this poll.
  const polled = dueWaiters(tracked, path, context)
  tracked.inFlight = undefined
  const effects = deliverNews(tracked, translation, path, context)
  if (path === 'held') paceLongPolls(tracked, tookMs < NOT_HELD_MS, context)
  else
    for (const waiter of stillWaiting(tracked, polled)) {
      countAnswer(waiter, tracked.latest, context)
      effects.push(...planNext(waiter, context))
    }
  return [...effects, ...chargePoll(tracked, polled, undefined), ...replan(tracked)]
}

/** One translation of the batch may be at fault, so each is polled individually from now on. */
function unanswered(
  tracked: TrackedTranslation,
  { path, error }: EventOf<'unanswered'>,
  context: Context,
): Effect[] {
  const polled = dueWaiters(tracked, path, context)
  tracked.inFlight = undefined
  tracked.pollIndividually = true
  tracked.isHinted ||= path === 'notify'
  return [...chargePoll(tracked, polled, error), ...replan(tracked)]
}

function failed(tracked: TrackedTranslation, event: EventOf<'failed'>, context: Context): Effect[] {
  return event.path === 'stream' ? streamFailed(tracked, event, context) : pollFailed(tracked, event, context)
}

function streamFailed(tracked: TrackedTranslation, event: EventOf<'failed'>, context: Context): Effect[] {
  // Other failures are followed by `disconnected` for all ids of the connection.
  if (event.kind === 'notFound') tracked.isStreamed = false
  return endFailed(tracked, event, context)
}

function pollFailed(tracked: TrackedTranslation, event: EventOf<'failed'>, context: Context): Effect[] {
  const { path, error, pauseMs, random } = event
  const polled = dueWaiters(tracked, path, context)
  tracked.inFlight = undefined
  tracked.isHinted ||= path === 'notify'
  const effects = endFailed(tracked, event, context)
  tracked.notBeforeMs = context.nowMs + Math.max(pauseMs, backoffMs(tracked.failures, random))
  tracked.failures++
  return [...effects, ...chargePoll(tracked, polled, error), ...replan(tracked)]
}

function connected(tracked: TrackedTranslation): Effect[] {
  tracked.isStreamed = true
  tracked.outageSinceMs = Infinity
  // A long poll is no longer needed. A queued poll is postponed when it is due.
  return tracked.inFlight ? replan(tracked) : []
}

function disconnected(tracked: TrackedTranslation, _: EventOf<'disconnected'>, context: Context): Effect[] {
  // A stream that keeps breaking must not postpone the poll for ever.
  const wasStreamed = tracked.isStreamed
  tracked.isStreamed = false
  tracked.hasMissedHint = true
  const atMs = context.nowMs + recoveryDelayMs(tracked.latest !== undefined, context)
  for (const waiter of tracked.waiters) {
    if (waiter.session.transport === 'polling') continue
    planAt(waiter, wasStreamed ? atMs : Math.min(atMs, waiter.nextMs), 'disconnected')
  }
  return replan(tracked)
}

function hinted(tracked: TrackedTranslation, { version }: EventOf<'hinted'>): Effect[] {
  tracked.hasMissedHint = false
  if (version <= (tracked.latest?.version ?? -1)) return []
  tracked.isHinted = true
  return replan(tracked)
}

/** The planned times are out of date, and connections may be dead. */
function clockJumped(tracked: TrackedTranslation): Effect[] {
  for (const waiter of tracked.waiters) planAt(waiter, 0, 'clockJumped')
  tracked.verifyAtMs = 0
  tracked.outageSinceMs = Infinity
  tracked.isStreamed = false
  tracked.inFlight = undefined
  return [{ type: 'abandonPoll' }, ...replan(tracked)]
}

function closed(tracked: TrackedTranslation, { error }: EventOf<'closed'>): Effect[] {
  return end(tracked, [...tracked.waiters], { why: 'refused', error })
}
