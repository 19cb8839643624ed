import { invalid } from './errors.ts'
import { createClosing } from './http/closing.ts'
import type { Outcome } from './outcome.ts'
import type { Connection } from './connection.ts'
import type { WaitDefaults } from './waiting/options/wait-options.ts'
import { createWaiting, type Waiting } from './waiting/waiting.ts'

const NO_NOTIFY =
  "`transport: 'notify'` needs a client whose waits are shared: set `shareWaits: true`, where one object such as a " +
  'Durable Object makes all of its requests.'

/**
 * Waits with a coordinator of its own, so that its timers and connections belong to the incoming
 * request that waits.
 */
export async function awaitUnshared(
  connection: Connection,
  defaults: WaitDefaults,
  ...[ids, options, known]: Parameters<Waiting['awaitEnds']>
): Promise<Outcome[]> {
  const { transport = defaults.transport } = options
  if (transport === 'notify') throw invalid(NO_NOTIFY)
  const { onClose, close } = createClosing()
  const forget = connection.http.onClose(close)
  try {
    const own = { ...connection, http: { ...connection.http, onClose } }
    return await createWaiting(own, defaults).awaitEnds(ids, options, known)
  } finally {
    forget()
  }
}
