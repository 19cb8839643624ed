import { setTimeout as sleep } from 'node:timers/promises'
import { CliError } from '../errors.ts'
import { followUp } from '../follow-up.ts'
import { untilInterrupted } from '../interrupt.ts'
import { dataFolder, dataFolderError, findRunningServer } from './data-folder.ts'
import type { EmbeddedMode } from './embedded.ts'
import { createFolderPatience } from './folder-patience.ts'
import type { ConnectionOptions } from './options.ts'

/** The server of a data folder: one that another process runs, or one in this process. */
export interface LocalServer {
  kind: 'local' | 'embedded'
  url: string
  apiKey?: string | undefined
  /** Set when the server has no socket. */
  fetch?: typeof fetch | undefined
  /** Stops an embedded server, and leaves any other running. */
  close(): Promise<void>
}

/**
 * Finds the server that runs on the data folder, else starts one in this process.
 * @throws {CliError} when none runs and the mode is `never`
 */
export async function findLocalServer(
  options: ConnectionOptions,
  mode: EmbeddedMode | 'never',
  signal: AbortSignal,
): Promise<LocalServer> {
  const folder = dataFolder(options.data)
  const isPatienceOver = createFolderPatience()
  for (;;) {
    const running = await findRunningServer(folder)
    if (running) return { kind: 'local', ...running, close: () => Promise.resolve() }
    if (mode === 'never') throw noServer(folder, options)
    const server = await awaitServer(embed(folder, mode, options, isPatienceOver), signal)
    if (server) return server
    await sleep(200, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

/** A server that starts after the wait was given up is closed, or it would keep the data folder. */
async function awaitServer(
  starting: Promise<LocalServer | undefined>,
  signal: AbortSignal,
): Promise<LocalServer | undefined> {
  try {
    return await untilInterrupted(starting, { signal })
  } catch (error) {
    void starting.then((server) => server?.close()).catch(() => {})
    throw error
  }
}

/** Starts an embedded server. Undefined while another process has the data folder, for a while. */
async function embed(
  folder: string,
  mode: EmbeddedMode,
  options: ConnectionOptions,
  isPatienceOver: () => boolean,
): Promise<LocalServer | undefined> {
  const { startEmbedded, isDataFolderInUse } = await import('./embedded.ts')
  try {
    return { kind: 'embedded', ...(await startEmbedded(folder, mode, options)) }
  } catch (error) {
    if (!isDataFolderInUse(error) || isPatienceOver()) throw dataFolderError(folder, error)
    return undefined
  }
}

function noServer(folder: string, { data }: ConnectionOptions): CliError {
  return new CliError(
    'unreachable',
    `No server runs on ${folder}, and this command needs one that keeps running.`,
    `Start one in another terminal: ${followUp('serve', '', { ...(data && { data }) })}  (or name one with --server)`,
  )
}
