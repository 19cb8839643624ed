import { TimeoutError, type VideoTranslationError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { ended, failed, type Outcome } from '../outcome.ts'
import { resumeToken } from '../resume-token.ts'
import { after } from '../timers.ts'
import { isFinal, type Translation } from '../translation.ts'
import { createFollower } from './follower.ts'
import type { Hub } from './hub.ts'
import type { WaitOptions } from './wait-options.ts'

/** What waiting needs of the client. */
export interface WaitContext {
  readonly hub: Hub
  readonly log: Logger
  readonly server: string
  cancel(id: string): Promise<unknown>
}

/**
 * Waits until each translation has ended, or cannot be waited for any longer, and tells what became of each, in the
 * order of `ids`. Rejects only for an abort.
 */
export function awaitEnds(
  context: WaitContext,
  ids: readonly string[],
  options: WaitOptions,
  known?: Translation,
): Promise<Outcome[]> {
  return new Promise((resolve, reject) => {
    const { signal, timeoutMs = Infinity } = options
    signal?.throwIfAborted()
    const open = new Map<string, OpenWait>()
    const outcomes = new Map<string, Outcome>()

    const settle = (outcome: Outcome): void => {
      open.get(outcome.id)?.unfollow()
      open.delete(outcome.id)
      outcomes.set(outcome.id, outcome)
      if (open.size === 0) finish(() => resolve(ids.map((id) => outcomes.get(id) as Outcome)))
    }
    const finish = (then: () => void): void => {
      cancelTimer()
      signal?.removeEventListener('abort', onAbort)
      for (const { unfollow } of open.values()) unfollow()
      then()
    }
    const onAbort = (): void => {
      finish(() => reject(signal?.reason))
      cancelRemotely(context, open.keys(), options)
    }
    const onTimeout = (): void => {
      cancelRemotely(context, [...open.keys()], options)
      for (const [id, { latest }] of [...open])
        settle(failed(id, tooLate(context.server, id, timeoutMs, latest), latest))
    }

    const cancelTimer = after(timeoutMs, onTimeout)
    signal?.addEventListener('abort', onAbort)
    if (ids.length === 0) finish(() => resolve([]))
    // All are open before the first is followed: one that ends at once must not end the others' wait.
    for (const id of ids) open.set(id, { latest: undefined, unfollow() {} })
    for (const [id, wait] of [...open]) followOne(context, id, wait, { options, settle, known })
  })
}

/** A translation that has not ended yet. */
interface OpenWait {
  latest: Translation | undefined
  unfollow(): void
}

interface Following {
  options: WaitOptions
  settle(outcome: Outcome): void
  known: Translation | undefined
}

function followOne(
  { hub, log }: WaitContext,
  id: string,
  wait: OpenWait,
  { options, settle, known }: Following,
): void {
  let over = false
  const end = (outcome: Outcome): void => {
    if (over) return
    over = true
    settle(outcome)
  }
  const follower = createFollower(
    options,
    {
      onTranslation(translation) {
        wait.latest = translation
        report(options.onUpdate, translation, log)
        if (isOver(translation, options)) end(ended(translation))
      },
      onFailure: (error: VideoTranslationError) => end(failed(id, error, wait.latest)),
    },
    known,
  )
  wait.unfollow = hub.follow(id, follower, known)
  // It may have ended before there was anything to unfollow.
  if (over) wait.unfollow()
}

function isOver({ status }: Translation, { continueOnInput = false }: WaitOptions): boolean {
  return isFinal(status) || (status === 'needs_input' && !continueOnInput)
}

/** Waiting must neither break nor stall for what a caller's function does. */
function report(onUpdate: WaitOptions['onUpdate'], translation: Translation, log: Logger): void {
  const failed_ = (error: unknown): void =>
    log.error('onUpdate failed', { translationId: translation.id, error: String(error) })
  try {
    Promise.resolve(onUpdate?.(translation)).catch(failed_)
  } catch (error) {
    failed_(error)
  }
}

function cancelRemotely(context: WaitContext, ids: Iterable<string>, { cancelOnAbort }: WaitOptions): void {
  if (!cancelOnAbort) return
  for (const id of ids) {
    context.cancel(id).catch((error: unknown) => {
      context.log.error('could not cancel', { translationId: id, error: String(error) })
    })
  }
}

function tooLate(server: string, id: string, timeoutMs: number, translation?: Translation): TimeoutError {
  return new TimeoutError(
    `Translation ${id} was not done after ${timeoutMs} ms; it goes on. Resume to wait longer.`,
    {
      code: 'timeout',
      translationId: id,
      translation,
      resumeToken: resumeToken(server, [id]),
    },
  )
}
