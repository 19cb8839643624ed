import type { Core } from '../core.ts'
import { ended, failed, type Outcome } from '../outcome.ts'
import { after, onAbort } from '../timers.ts'
import { isFinal, type Translation } from '../translation.ts'
import { cancelRemotely } from './cancel-remotely.ts'
import { ranOut } from './endings.ts'
import type { Follower, Wait } from './followed.ts'
import type { Hub } from './hub.ts'
import { reportOf, startSpan } from './report.ts'
import { chooseSchedule } from './schedules.ts'
import { createUpdates } from './updates.ts'
import type { WaitOptions } from './wait-options.ts'

/**
 * Waits until each translation has ended, or cannot be waited for any longer, and tells what became of each, in the
 * order of `ids`. Rejects only for an abort.
 */
export function awaitEnds(
  core: Core,
  hub: Hub,
  ids: readonly string[],
  options: WaitOptions,
  known?: Translation,
): Promise<Outcome[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>()
  const open = new Map<string, Follower>()
  const outcomes = new Map<string, Outcome>()
  const wait = createWait(core, hub, options, settle)
  const forget = onAbort(options.signal, abandon)
  const cancelTimer = after(options.timeoutMs ?? Infinity, runOut)
  const endSpan = startSpan(ids)
  for (const id of new Set(ids)) open.set(id, hub.follow(id, wait, known))
  finishIfDone()
  return promise

  function settle(follower: Follower, outcome: Outcome): void {
    hub.leave(follower)
    if (!open.delete(outcome.id)) return
    outcomes.set(outcome.id, outcome)
    report(core, options, follower, outcome)
    finishIfDone()
  }

  function finishIfDone(): void {
    if (open.size > 0) return
    const all = ids.map((id) => outcomes.get(id) as Outcome)
    end(all)
    resolve(all)
  }

  function runOut(): void {
    cancelRemotely(core, open.keys(), options)
    open.forEach((follower, id) => {
      const { latest } = follower.it
      settle(follower, failed(id, ranOut('timeout', core, id, latest), latest))
    })
  }

  function abandon(reason: unknown): void {
    open.forEach(hub.leave)
    end([], reason)
    reject(reason)
    cancelRemotely(core, open.keys(), options)
  }

  function end(all: Outcome[], reason?: unknown): void {
    cancelTimer()
    forget()
    endSpan(all, reason)
  }
}

/** What the translations of one wait share, so that each of very many costs little. */
function createWait(
  { http }: Core,
  { expected }: Hub,
  options: WaitOptions,
  settle: (follower: Follower, outcome: Outcome) => void,
): Wait {
  const { maxPolls = Infinity, jitterMs = 0, outageMs = 600_000, schedule } = options
  const { transport = schedule || maxPolls < Infinity ? 'polling' : 'auto' } = options
  const tell = options.onUpdate && createUpdates(options.onUpdate, http.log)
  return {
    best: transport === 'auto' ? 'stream' : transport,
    schedule: chooseSchedule(schedule, options, expected),
    jitterMs,
    maxPolls,
    outageMs,
    onTranslation(follower, translation) {
      tell?.(translation)
      if (isOver(translation, options)) settle(follower, ended(translation))
    },
    onFailure(follower, error) {
      const { id, latest } = follower.it
      settle(follower, failed(id, error, latest))
    },
  }
}

function isOver({ status }: Translation, { continueOnInput }: WaitOptions): boolean {
  return isFinal(status) || (status === 'needs_input' && !continueOnInput)
}

function report({ http }: Core, { onReport }: WaitOptions, follower: Follower, outcome: Outcome): void {
  const { id, result } = outcome
  outcome.report = reportOf(follower, http)
  http.log.debug('wait over', { translationId: id, result, ...outcome.report })
  try {
    onReport?.({ id, ...outcome.report })
  } catch (error) {
    http.log.error('onReport failed', { translationId: id, error: String(error) })
  }
}
