import { isStatus } from '../http/problem.ts'
import { isRefusal } from '../http/retry.ts'
import { now, sleep } from '../timers.ts'
import type { Followed, Host } from './followed.ts'
import { backoffMs } from './when.ts'

/** Keeps one request open for each of a few translations, which the server answers when something changes. */
export interface Held {
  /** Takes one more where there is room and requests are held here. Again for one that it has is fine. */
  add(it: Followed): void
  remove(it: Followed): void
}

// Browsers open six connections to a host over HTTP/1.1, and the page needs some of them.
const CONNECTIONS = 4
// An answer without news that comes sooner than this was not held; and one that never comes is held by a proxy.
const NOT_HELD_MS = 1_000
// After so many that bring news at once, there is a pause between them.
const QUICK = 5
const STRIKES_TO_DEMOTE = 3
const DEMOTED_FOR_MS = 300_000

type Hold = NonNullable<Host['protocol']['hold']>

export function createHeld(host: Host): Held {
  const { hold } = host.protocol
  const running = new Set<Followed>()
  let usableFromMs = 0
  return {
    add(it) {
      if (!hold || it.held || running.size >= CONNECTIONS || now() < usableFromMs) return
      it.held = new AbortController()
      running.add(it)
      void keepAsking(it, hold, it.held.signal)
    },
    remove,
  }

  function remove(it: Followed): void {
    it.held?.abort()
    it.held = undefined
    running.delete(it)
  }

  async function keepAsking(it: Followed, hold: Hold, signal: AbortSignal): Promise<void> {
    let failures = 0
    let strikes = 0
    let quick = 0
    while (!signal.aborted) {
      const startedMs = now()
      let pauseMs = 0
      it.requests++
      it.askedMs = startedMs
      try {
        const translation = await hold(host.http.once({ signal, translationId: it.id }), it)
        // After an abort nobody is left to tell.
        if (signal.aborted) return
        const isNews = host.told(it, translation, 'held')
        failures = 0
        const isQuick = now() - startedMs < NOT_HELD_MS
        strikes = isQuick && !isNews ? strikes + 1 : 0
        quick = isQuick ? quick + 1 : 0
        if (quick > QUICK) pauseMs = NOT_HELD_MS
      } catch (error) {
        if (signal.aborted) return
        // One that fails at once tells of an outage; one that was open for a while, of what cuts it.
        if (isNotHeld(error) || now() - startedMs > NOT_HELD_MS) strikes++
        pauseMs = isNotHeld(error) ? backoffMs(failures) : host.failed([it], error, failures)
        failures++
        it.notBeforeMs = now() + pauseMs
      }
      if (strikes >= STRIKES_TO_DEMOTE) demote()
      else if (pauseMs) await sleep(pauseMs, signal).catch(() => {})
    }
  }

  function demote(): void {
    host.http.log.info('requests are not held here', {})
    usableFromMs = now() + DEMOTED_FOR_MS
    const those = [...running]
    those.forEach(remove)
    host.uncovered(those, false)
  }
}

/** Refused for being held, it may be: polling will tell what else there is to it. */
function isNotHeld(error: unknown): boolean {
  return isRefusal(error) && !isStatus(error, 401, 403, 404, 410)
}
