import { TimeoutError } from '../errors.ts'
import { resumeToken } from '../resume-token.ts'
import { after } from '../timers.ts'
import { isFinal, type Translation } from '../translation.ts'
import type { WaitContext } from './await-ends.ts'
import { createFollower } from './follower.ts'
import type { WatchOptions } from './wait-options.ts'

/**
 * The states of one or several translations as they change: `for await` it, `break` when you have seen enough. A
 * reader slower than the changes gets the newest state of each. Ends when all are final.
 */
export interface Watch extends AsyncIterableIterator<Translation, undefined>, AsyncDisposable {
  return(): Promise<IteratorResult<Translation, undefined>>
}

/** Begins with the first `next`. The failure of one is thrown after the others have ended, so that it hides none. */
export function createWatch(context: WaitContext, ids: readonly string[], options: WatchOptions): Watch {
  const { signal, timeoutMs = Infinity } = options
  const unread = new Map<string, Translation>()
  const open = new Map<string, () => void>()
  let started = false
  let ended = false
  let failure: { error: unknown } | undefined
  let wake = (): void => {}
  let cancelTimer = (): void => {}

  const watch: Watch = {
    next,
    return: finish,
    [Symbol.asyncIterator]: () => watch,
    [Symbol.asyncDispose]: dispose,
  }
  return watch

  async function next(): Promise<IteratorResult<Translation, undefined>> {
    if (!started) start()
    for (;;) {
      const [newest] = unread.values()
      if (newest) {
        unread.delete(newest.id)
        return { done: false, value: newest }
      }
      if (ended || open.size === 0) return await done()
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }

  function start(): void {
    started = true
    if (signal?.aborted) return stop(signal.reason)
    cancelTimer = after(timeoutMs, () => stop(tooLate(context.server, [...open.keys()], timeoutMs)))
    signal?.addEventListener('abort', onAbort)
    for (const id of new Set(ids)) open.set(id, () => {})
    for (const id of [...open.keys()]) follow(id)
  }

  function follow(id: string): void {
    const follower = createFollower(options, {
      onTranslation(translation) {
        unread.set(id, translation)
        if (isFinal(translation.status)) leave(id)
        wake()
      },
      onFailure(error) {
        failure ??= { error }
        leave(id)
        wake()
      },
    })
    const unfollow = context.hub.follow(id, follower)
    // What is final already has been left before there was anything to unfollow.
    if (open.has(id)) open.set(id, unfollow)
    else unfollow()
  }

  function leave(id: string): void {
    open.get(id)?.()
    open.delete(id)
  }

  function onAbort(): void {
    stop(signal?.reason)
  }

  function stop(error: unknown): void {
    failure = { error }
    unread.clear()
    release()
  }

  function release(): void {
    ended = true
    cancelTimer()
    signal?.removeEventListener('abort', onAbort)
    for (const id of [...open.keys()]) leave(id)
    wake()
  }

  async function done(): Promise<IteratorResult<Translation, undefined>> {
    release()
    const thrown = failure
    failure = undefined
    if (thrown) throw thrown.error
    return { done: true, value: undefined }
  }

  async function finish(): Promise<IteratorResult<Translation, undefined>> {
    started = true
    failure = undefined
    unread.clear()
    release()
    return { done: true, value: undefined }
  }

  async function dispose(): Promise<void> {
    await finish()
  }
}

function tooLate(server: string, ids: string[], timeoutMs: number): TimeoutError {
  return new TimeoutError(
    `Not done after ${timeoutMs} ms: ${ids.join(', ')}; they go on. Resume to wait longer.`,
    {
      code: 'timeout',
      translationId: ids[0],
      resumeToken: resumeToken(server, ids),
    },
  )
}
