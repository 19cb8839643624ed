import { invalid } from './errors.ts'
import { createClosing } from './http/closing.ts'
import type { Server } from './server.ts'
import type { WaitDefaults } from './waiting/wait-options.ts'
import { createWaiting, type Waiting } from './waiting/waiting.ts'

/**
 * Whether a timer or connection works only for the request in which it was made. So it is in Cloudflare Workers, where
 * one client at module level serves many requests at a time.
 */
export function tiesIoToRequests(): boolean {
  return globalThis.navigator?.userAgent === 'Cloudflare-Workers'
}

/** Every wait has a coordinator of its own, so that its timers and connections belong to the caller who waits. */
export function createUnsharedWaiting(server: Server, defaults: WaitDefaults): Waiting {
  return {
    async awaitEnds(ids, options, known) {
      const { transport = defaults.transport } = options
      if (transport === 'notify') throw invalid(NO_NOTIFY)
      const { onClose, close } = createClosing()
      const forget = server.http.onClose(close)
      try {
        const own = { ...server, http: { ...server.http, onClose } }
        return await createWaiting(own, defaults).awaitEnds(ids, options, known)
      } finally {
        forget()
      }
    },
    // A hint arrives in a request of its own, and may not wake the timers of another.
    hint: () => false,
  }
}

const NO_NOTIFY =
  "`transport: 'notify'` needs a client whose waits are shared: set `shareWaits: true`, where one object such as a " +
  'Durable Object makes all of its requests.'
