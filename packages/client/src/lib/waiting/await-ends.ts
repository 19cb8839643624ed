import type { Core } from '../core.ts'
import { ended, failed, type Outcome } from '../outcome.ts'
import { after, onAbort } from '../timers.ts'
import { isFinal, type Translation } from '../translation.ts'
import { pathOf } from './ask.ts'
import { ranOut } from './endings.ts'
import { createFollower, type Follower } from './follower.ts'
import type { WaitOptions } from './wait-options.ts'

/** A translation that has not ended yet. */
interface OpenWait {
  latest?: Translation
  unfollow(): void
}

/**
 * Waits until each translation has ended, or cannot be waited for any longer, and tells what became of each, in the
 * order of `ids`. Rejects only for an abort.
 */
export function awaitEnds(
  context: Core,
  ids: readonly string[],
  overrides: WaitOptions,
  known?: Translation,
): Promise<Outcome[]> {
  return new Promise((resolve, reject) => {
    const options = { ...context.waiting, ...overrides }
    const { timeoutMs = Infinity } = options
    const open = new Map<string, OpenWait>()
    const outcomes = new Map<string, Outcome>()

    const finish = (): void => {
      cancelTimer()
      forget()
      for (const { unfollow } of open.values()) unfollow()
    }
    const settle = (outcome: Outcome): void => {
      open.get(outcome.id)?.unfollow()
      outcomes.set(outcome.id, outcome)
      if (!open.delete(outcome.id) || open.size > 0) return
      finish()
      resolve(ids.map((id) => outcomes.get(id) as Outcome))
    }
    const forget = onAbort(options.signal, (reason) => {
      finish()
      reject(reason)
      cancelRemotely(context, open, options)
    })
    const cancelTimer = after(timeoutMs, () => {
      cancelRemotely(context, open, options)
      open.forEach(({ latest }, id) =>
        settle(failed(id, ranOut('timeout', context.server, id, latest), latest)),
      )
    })

    try {
      for (const id of new Set(ids)) {
        const wait: OpenWait = { unfollow() {} }
        open.set(id, wait)
        wait.unfollow = context.hub.follow(
          id,
          followerOf(wait, id, { context, options, settle, known }),
          known,
        )
      }
    } catch (error) {
      finish()
      reject(error)
    }
    if (open.size === 0) {
      finish()
      resolve([])
    }
  })
}

interface Following {
  context: Core
  options: WaitOptions
  known: Translation | undefined
  settle(outcome: Outcome): void
}

function followerOf(wait: OpenWait, id: string, { context, options, known, settle }: Following): Follower {
  return createFollower(
    options,
    {
      onTranslation(translation) {
        wait.latest = translation
        report(options.onUpdate, translation, context)
        if (isOver(translation, options)) settle(ended(translation))
      },
      onFailure: (error) => settle(failed(id, error, wait.latest)),
    },
    known,
  )
}

function isOver({ status }: Translation, { continueOnInput }: WaitOptions): boolean {
  return isFinal(status) || (status === 'needs_input' && !continueOnInput)
}

/** Waiting must neither break nor stall for what a caller's function does. */
function report(onUpdate: WaitOptions['onUpdate'], translation: Translation, { log }: Core): void {
  new Promise((resolve) => resolve(onUpdate?.(translation))).catch((error) =>
    log.error('onUpdate failed', { translationId: translation.id, error: String(error) }),
  )
}

function cancelRemotely(
  { http, log }: Core,
  open: Map<string, OpenWait>,
  { cancelOnAbort }: WaitOptions,
): void {
  if (!cancelOnAbort) return
  for (const translationId of open.keys()) {
    http
      .send({ method: 'POST', path: pathOf(translationId, '/cancel'), translationId }, (response) =>
        response.text(),
      )
      .catch((error) => log.error('could not cancel', { translationId, error: String(error) }))
  }
}
