import type { Call } from '../http/http.ts'
import { sleep } from '../timers.ts'
import { askOne } from './ask.ts'
import type { Channel, ChannelHost, Followed } from './channel.ts'

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
    add(it) {
      if (running.has(it.id)) return true
      if (running.size >= CONNECTIONS) return false
      const controller = new AbortController()
      running.set(it.id, controller)
      void hold(it, controller.signal)
      return true
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
        const translation = await askOne(host, it, { ...heldCall(it), signal })
        if (signal.aborted) return
        it.contactMs = performance.now()
        failures = 0
        const news = translation && host.told(it, translation)
        notHeld = news || it.contactMs - startedMs > NOT_HELD_MS ? 0 : notHeld + 1
        if (notHeld >= NOT_HELD_TO_DEMOTE) host.demote('held', Infinity)
      } catch (error) {
        // After an abort nobody is left to tell.
        if (!signal.aborted) await sleep(host.failed('held', [it], error, failures++), signal).catch(() => {})
      }
    }
  }

  /** The first request is not held: nothing is known yet that could change. */
  function heldCall({ latest }: Followed): Partial<Call> | undefined {
    return (
      latest && {
        query: new URLSearchParams({ until: 'change' }),
        headers: { prefer: `wait=${HOLD_SECONDS}` },
        timeoutMs: HOLD_SECONDS * 1000 + host.http.timeoutMs,
      }
    )
  }
}
