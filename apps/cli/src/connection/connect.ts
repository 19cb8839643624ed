import { setTimeout as sleep } from 'node:timers/promises'
import { VideoTranslationClient, type Logger } from 'video-translation-client'
import { fileHistory } from 'video-translation-client/history'
import { CliError } from '../errors.ts'
import { followUp } from '../follow-up.ts'
import { untilInterrupted } from '../interrupt.ts'
import type { Output } from '../output/output.ts'
import type { EmbeddedMode } from './embedded.ts'
import { answers, dataFolder, dataFolderError, findRunningServer, historyPath } from './data-folder.ts'
import type { ConnectionOptions } from './options.ts'
import { remoteFetch } from './remote-fetch.ts'

/** A connection to a server. Disposing stops an embedded server and leaves any other running. */
export interface Connection extends AsyncDisposable {
  readonly client: VideoTranslationClient
  readonly url: string
  /**
   * `remote` was named with --server, `local` was found in the data folder, `embedded` is this
   * process.
   */
  readonly kind: 'remote' | 'local' | 'embedded'
  /**
   * Finds a server again after a local one has stopped: another one now serves its translations.
   * Does nothing if the connection has another client than `gone` already.
   */
  reconnect(gone: VideoTranslationClient): Promise<void>
}

interface ConnectContext {
  output: Output
  signal: AbortSignal
}

/** Another command may be starting or stopping its server on the data folder. */
const DATA_FOLDER_WAIT_MS = 15_000

/** Finds a server: the one named with --server, else a running local one, else an embedded one. */
export async function connect(
  options: ConnectionOptions,
  mode: EmbeddedMode | 'never',
  context: ConnectContext,
): Promise<Connection> {
  refuseUnsendableKey(options.apiKey)
  const find = () => findServer(options, mode, context)
  let server = await find()
  let reopening: Promise<void> | undefined
  const reopen = async () => {
    await server.close()
    server = await find()
  }
  return {
    get client() {
      return server.client
    },
    get url() {
      return server.url
    },
    get kind() {
      return server.kind
    },
    async reconnect(gone) {
      if (server.client !== gone) return
      // Several waits see the same server stop, and a second close would be that of the next one.
      reopening ??= reopen().finally(() => (reopening = undefined))
      await reopening
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** `fetch` would only say that it failed. */
export function refuseUnsendableKey(apiKey = ''): void {
  if (/^[!-~]*$/.test(apiKey)) return
  throw new CliError(
    'badInput',
    'The API key has a character that a request cannot carry.',
    'Check --api-key (or VIDEO_TRANSLATION_API_KEY): a key has ASCII characters only, and no spaces.',
  )
}

interface Server {
  client: VideoTranslationClient
  url: string
  kind: Connection['kind']
  close(): Promise<void>
}

async function findServer(
  options: ConnectionOptions,
  mode: EmbeddedMode | 'never',
  { output, signal }: ConnectContext,
): Promise<Server> {
  if (options.server) return findRemote(options.server, options, signal)
  const folder = dataFolder(options.data)
  const deadline = Date.now() + DATA_FOLDER_WAIT_MS
  for (;;) {
    const running = await findRunningServer(folder)
    if (running) return serverAt('local', running.url, options.apiKey ?? running.apiKey, options)
    if (mode === 'never') throw noServer(folder, options)
    const server = await untilInterrupted(embed(folder, mode, options, deadline), { signal })
    if (server && options.verbose) output.progress.note(`embedded server, data in ${folder}`)
    if (server) return server
    await sleep(200, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

/** @throws {CliError} when nothing answers there, or the address is no place to send a key to */
export async function checkRemote(url: string, signal: AbortSignal): Promise<void> {
  refuseCredentials(url)
  if (await answers(url, 10_000, signal)) return
  throw new CliError(
    'unreachable',
    `No server answers at ${url}.`,
    'Check --server (or VIDEO_TRANSLATION_URL), and that the server runs: video-translation serve',
  )
}

async function findRemote(url: string, options: ConnectionOptions, signal: AbortSignal): Promise<Server> {
  await checkRemote(url, signal)
  return serverAt('remote', url, options.apiKey, options, remoteFetch)
}

/** Refuses a user name or password in the address, without printing it. */
function refuseCredentials(text: string): void {
  const url = URL.parse(text)
  if (!url?.username && !url?.password) return
  throw new CliError(
    'badInput',
    'The address of the server has a user name or a password in it.',
    'Write --server (or VIDEO_TRANSLATION_URL) without them, and set the key with --api-key or VIDEO_TRANSLATION_API_KEY.',
  )
}

/**
 * Starts an embedded server. Undefined while another process holds the data folder, until the
 * deadline.
 */
async function embed(
  folder: string,
  mode: EmbeddedMode,
  options: ConnectionOptions,
  deadline: number,
): Promise<Server | undefined> {
  const { startEmbedded, isDataFolderInUse } = await import('./embedded.ts')
  try {
    const embedded = await startEmbedded(folder, mode, options)
    const server = serverAt('embedded', embedded.url, undefined, options, embedded.fetch)
    return { ...server, close: () => server.close().then(embedded.close) }
  } catch (error) {
    if (!isDataFolderInUse(error) || Date.now() > deadline) throw dataFolderError(folder, error)
    return undefined
  }
}

function serverAt(
  kind: Connection['kind'],
  url: string,
  apiKey: string | undefined,
  { verbose, data }: ConnectionOptions,
  fetch?: typeof globalThis.fetch,
): Server {
  const client = new VideoTranslationClient(url, {
    // This client polls by the durations that earlier commands measured.
    waiting: { history: fileHistory(historyPath(data, kind === 'remote' ? url : undefined)) },
    ...(apiKey && { apiKey }),
    ...(verbose && { logger: stderrLogger }),
    ...(fetch && { fetch }),
  })
  return { kind, url, client, close: async () => client.close() }
}

function noServer(folder: string, { data }: ConnectionOptions): CliError {
  return new CliError(
    'unreachable',
    `No server runs on ${folder}, and this command needs one that keeps running.`,
    `Start one in another terminal: ${followUp('serve', '', { ...(data && { data }) })}  (or name one with --server)`,
  )
}

const stderrLogger: Logger = {
  debug: logAt('debug'),
  info: logAt('info'),
  warn: logAt('warn'),
  error: logAt('error'),
}

function logAt(level: string): Logger['info'] {
  return (message, fields) => process.stderr.write(`${level}: ${message} ${JSON.stringify(fields)}\n`)
}
