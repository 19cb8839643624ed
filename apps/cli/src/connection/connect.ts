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

/** A server to speak to. Disposing ends an embedded one, and leaves any other alone. */
export interface Connection extends AsyncDisposable {
  readonly client: VideoTranslationClient
  readonly url: string
  /** `remote` was named by the person, `local` was found on the data folder, `embedded` lives in this process. */
  readonly kind: 'remote' | 'local' | 'embedded'
  /** Looks again, after a local server has ended: another one, or an embedded one, has its translations now. */
  reconnect(): Promise<void>
}

interface Surroundings {
  output: Output
  signal: AbortSignal
}

/** Another command may be just starting its server on the data folder, or stopping it. */
const LONGEST_CHANGEOVER_MS = 15_000

/** Finds the server to use, in the order that the help tells: named, running here, embedded. */
export async function connect(
  options: ConnectionOptions,
  mode: EmbeddedMode | 'never',
  surroundings: Surroundings,
): Promise<Connection> {
  const find = () => findServer(options, mode, surroundings)
  let server = await find()
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
    async reconnect() {
      await server.close()
      server = await find()
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
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
  { output, signal }: Surroundings,
): Promise<Server> {
  if (options.server) return findRemote(options.server, options, signal)
  const folder = dataFolder(options.data)
  const deadline = Date.now() + LONGEST_CHANGEOVER_MS
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

async function findRemote(url: string, options: ConnectionOptions, signal: AbortSignal): Promise<Server> {
  refuseBadAddress(url)
  const remote = serverAt('remote', url, options.apiKey, options, remoteFetch)
  if (await answers(url, 10_000, signal)) return remote
  throw new CliError(
    'unreachable',
    `No server answers at ${url}.`,
    'Check --server (or VIDEO_TRANSLATION_URL), and that the server runs: video-translation serve',
  )
}

/** A password in the address is not printed again. */
function refuseBadAddress(text: string): void {
  const url = URL.parse(text)
  if (url?.username || url?.password)
    throw new CliError(
      'badInput',
      'The address of the server has a user name or a password in it.',
      'Write the address without them, and give the key with --api-key or VIDEO_TRANSLATION_API_KEY.',
    )
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash) return
  throw new CliError(
    'badInput',
    `${text} is not the address of a server.`,
    'Write it like http://127.0.0.1:8484',
  )
}

/** Undefined while another process has the data folder, until the deadline. */
async function embed(
  folder: string,
  mode: EmbeddedMode,
  options: ConnectionOptions,
  deadline: number,
): Promise<Server | undefined> {
  const { startEmbedded, isInUse } = await import('./embedded.ts')
  try {
    const embedded = await startEmbedded(folder, mode, options)
    const server = serverAt('embedded', embedded.url, undefined, options, embedded.fetch)
    return { ...server, close: () => server.close().then(embedded.close) }
  } catch (error) {
    if (!isInUse(error) || Date.now() > deadline) throw dataFolderError(folder, error)
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
    // What commands before this one waited for tells when to ask.
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
    `No server runs on ${folder}, and this command needs one that goes on running.`,
    `Start one in another terminal: ${followUp('serve', '', { ...(data && { data }) })}  (or name one with --server)`,
  )
}

const say =
  (level: string): Logger['info'] =>
  (message, fields) =>
    process.stderr.write(`${level}: ${message} ${JSON.stringify(fields)}\n`)

const stderrLogger: Logger = {
  debug: say('debug'),
  info: say('info'),
  warn: say('warn'),
  error: say('error'),
}
