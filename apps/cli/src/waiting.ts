import type { Outcome, Translation } from 'video-translation-client'
import type { Connection } from './connection/connect.ts'
import { answers } from './connection/data-folder.ts'

interface Waiting {
  signal: AbortSignal
  timeoutMs: number | undefined
  onUpdate: (translation: Translation) => void
}

const CHECK_MS = 1000

/**
 * Waits until each translation has ended. A local server may stop earlier, because it can belong to
 * another command. The wait then goes on with the next server on the data folder, or an embedded
 * one.
 */
export async function waitForAll(
  connection: Connection,
  ids: string[],
  waiting: Waiting,
): Promise<Outcome[]> {
  const { signal, timeoutMs, onUpdate } = waiting
  const deadline = timeoutMs === undefined ? undefined : Date.now() + timeoutMs
  for (;;) {
    using server = watchServer(connection)
    const { client } = connection
    try {
      return await client.waitMany(ids, {
        signal: AbortSignal.any([signal, server.gone]),
        onUpdate,
        ...(deadline && { timeoutMs: Math.max(1, deadline - Date.now()) }),
      })
    } catch (error) {
      if (signal.aborted || !server.gone.aborted) throw error
      await connection.reconnect(client)
    }
  }
}

/**
 * Aborts `gone` when a local server has stopped. For a remote one, the client's own limits apply.
 */
function watchServer({ kind, url }: Connection): Disposable & { gone: AbortSignal } {
  const controller = new AbortController()
  let misses = 0
  const check = async () => {
    misses = (await answers(url, CHECK_MS * 2)) ? 0 : misses + 1
    if (misses >= 2) controller.abort(new Error('The local server has stopped.'))
  }
  const timer = kind === 'local' ? setInterval(() => void check(), CHECK_MS) : undefined
  return { gone: controller.signal, [Symbol.dispose]: () => clearInterval(timer) }
}
