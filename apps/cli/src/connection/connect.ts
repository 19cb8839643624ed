import { VideoTranslationClient, type Logger } from 'video-translation-client'
import { fileHistory } from 'video-translation-client/history'
import { CliError } from '../errors.ts'
import type { Output } from '../output/output.ts'
import type { EmbeddedMode } from './embedded.ts'
import { answers, dataFolder, historyPath } from './data-folder.ts'
import { followServer } from './follow-server.ts'
import { findLocalServer } from './local-server.ts'
import type { ConnectionOptions } from './options.ts'
import { remoteFetch } from './remote-fetch.ts'

/** A connection to a server. Disposing stops an embedded server and leaves any other running. */
export interface Connection extends AsyncDisposable {
  readonly client: VideoTranslationClient
  readonly url: string
  /**
   * `remote` was named with --server, `local` was found in the data folder, `embedded` is this
   * process. A `local` one becomes `embedded` when it stops and no other runs on the folder.
   */
  readonly kind: 'remote' | 'local' | 'embedded'
}

interface ConnectContext {
  output: Output
  signal: AbortSignal
}

/** Finds a server: the one named with --server, else a running local one, else an embedded one. */
export async function connect(
  options: ConnectionOptions,
  mode: EmbeddedMode | 'never',
  context: ConnectContext,
): Promise<Connection> {
  refuseUnsendableKey(options.apiKey)
  return options.server
    ? await connectRemote(options.server, options, context.signal)
    : await connectLocal(options, mode, context)
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

async function connectRemote(
  url: string,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<Connection> {
  await checkRemote(url, signal)
  const client = createClient(url, options, historyPath(options.data, url), remoteFetch)
  return { client, url, kind: 'remote', [Symbol.asyncDispose]: async () => client.close() }
}

async function connectLocal(
  options: ConnectionOptions,
  mode: EmbeddedMode | 'never',
  { output, signal }: ConnectContext,
): Promise<Connection> {
  const find = async (wanted: AbortSignal) => {
    const found = await findLocalServer(options, mode, wanted)
    if (options.verbose && found.kind === 'embedded')
      output.progress.note(`embedded server, data in ${dataFolder(options.data)}`)
    return found
  }
  const first = await find(signal)
  const server = followServer(first, (wanted) => find(AbortSignal.any([signal, wanted])))
  const client = createClient(first.url, options, historyPath(options.data, undefined), server.fetch)
  return {
    client,
    get url() {
      return server.current.url
    },
    get kind() {
      return server.current.kind
    },
    async [Symbol.asyncDispose]() {
      client.close()
      await server.close()
    },
  }
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

function createClient(
  url: string,
  { apiKey, verbose }: ConnectionOptions,
  history: string,
  fetch: typeof globalThis.fetch,
): VideoTranslationClient {
  return new VideoTranslationClient(url, {
    // This client polls by the durations that earlier commands measured.
    waiting: { history: fileHistory(history) },
    ...(apiKey && { apiKey }),
    ...(verbose && { logger: stderrLogger }),
    fetch,
  })
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
