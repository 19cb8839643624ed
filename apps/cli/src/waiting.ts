import type { Outcome, Translation } from 'video-translation-client'
import type { Connection } from './connection/connect.ts'
import { answers } from './connection/data-folder.ts'

interface Waiting {
  signal: AbortSignal
  timeoutMs: number | undefined
  onUpdate: (translation: Translation) => void
}

const LOOK_MS = 1000

/**
 * Waits until each has ended. A local server may end before: it is perhaps another command's own, which is done. The data
 * folder keeps everything, so the wait goes on with whoever has it next, and if need be that is this process.
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
    try {
      return await connection.client.waitMany(ids, {
        signal: AbortSignal.any([signal, server.gone]),
        onUpdate,
        ...(deadline && { timeoutMs: Math.max(1, deadline - Date.now()) }),
      })
    } catch (error) {
      if (signal.aborted || !server.gone.aborted) throw error
      await connection.reconnect()
    }
  }
}

/** Tells when a local server has ended. A remote one is given the client's own, long patience. */
function watchServer({ kind, url }: Connection): Disposable & { gone: AbortSignal } {
  const controller = new AbortController()
  let misses = 0
  const look = async () => {
    misses = (await answers(url, LOOK_MS * 2)) ? 0 : misses + 1
    if (misses >= 2) controller.abort(new Error('The local server has ended.'))
  }
  const timer = kind === 'local' ? setInterval(() => void look(), LOOK_MS) : undefined
  return { gone: controller.signal, [Symbol.dispose]: () => clearInterval(timer) }
}
