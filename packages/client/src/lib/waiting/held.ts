import { isRefusal } from '../http/retry.ts'
import { isStatus } from '../http/problem.ts'
import { sleep } from '../timers.ts'
import { askOne } from './ask.ts'
import { backoffMs } from './backoff.ts'
import type { Channel, ChannelHost, Followed } from './channel.ts'
import { isForbidden } from './forbidden.ts'

const HOLD_SECONDS = 30
// Browsers open six connections to a host over HTTP/1.1, and the page needs some of them.
const CONNECTIONS = 4
// An answer without news that comes sooner than this was not held.
const NOT_HELD_MS = 1_000
const NOT_HELD_TO_DEMOTE = 3

/** Keeps one request open for each translation, which the server answers when something changes. */
export function createHeldChannel(host: ChannelHost): Channel {
  const running = new Map<string, AbortController>()
  return {
    hasRoom: (it) => running.has(it.id) || running.size < CONNECTIONS,
    add(it) {
      if (running.has(it.id)) return
      const controller = new AbortController()
      running.set(it.id, controller)
      void hold(it, controller.signal)
    },
    remove(it) {
      running.get(it.id)?.abort()
      running.delete(it.id)
    },
  }

  async function hold(it: Followed, signal: AbortSignal): Promise<void> {
    let failures = 0
    let notHeld = 0
    while (!signal.aborted) {
      const startedMs = performance.now()
      try {
        const news = await ask(it, signal)
        failures = 0
        notHeld = news || performance.now() - startedMs > NOT_HELD_MS ? 0 : notHeld + 1
        if (notHeld >= NOT_HELD_TO_DEMOTE) host.demote('held', 'unsupported')
      } catch (error) {
        if (signal.aborted) return
        const pauseMs = failed(it, error, failures++)
        await sleep(pauseMs, signal).catch(() => {})
      }
    }
  }

  /** Whether there was something new. */
  async function ask(it: Followed, signal: AbortSignal): Promise<boolean> {
    const timeoutMs = HOLD_SECONDS * 1000 + host.http.timeoutMs
    const held = it.latest && {
      query: new URLSearchParams({ until: 'change' }),
      headers: { prefer: `wait=${HOLD_SECONDS}` },
    }
    const translation = await askOne(host, it, { ...held, signal, timeoutMs })
    it.contactMs = performance.now()
    return translation !== undefined && !signal.aborted && host.told(it, translation)
  }

  /** Returns how long to pause; where there is no use in going on, this channel has been left by then. */
  function failed(it: Followed, error: unknown, failures: number): number {
    if (isStatus(error, 404, 410)) {
      if (host.missing(it)) return 1_000
    } else if (isForbidden(error)) host.fail(it, error)
    else if (isRefusal(error)) host.demote('held', 'unsupported')
    else host.trouble([it], error)
    return backoffMs(failures, error)
  }
}
