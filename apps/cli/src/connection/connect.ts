import { VideoTranslationClient, type Logger } from 'video-translation-client'
import { CliError } from '../errors.ts'
import type { Output } from '../output/output.ts'
import { answers, dataFolder, findRunningServer } from './data-folder.ts'
import type { ConnectionOptions } from './options.ts'

/** A server to speak to. Disposing ends an embedded one, and leaves any other alone. */
export interface Connection extends AsyncDisposable {
  client: VideoTranslationClient
  url: string
  /** `remote` was named by the person, `local` was found on the data folder, `embedded` lives in this process. */
  kind: 'remote' | 'local' | 'embedded'
}

/** What an embedded server may do: work on translations, or only tell of them. */
export type Embedding = 'working' | 'idle' | 'never'

/** Finds the server to use, in the order that the help tells: named, running here, embedded. */
export async function connect(
  options: ConnectionOptions,
  embedding: Embedding,
  { output, signal }: { output: Output; signal: AbortSignal },
): Promise<Connection> {
  if (options.server) return connectRemote(options.server, options, signal)
  const folder = dataFolder(options.data)
  const running = await findRunningServer(folder)
  if (running) return connection('local', running.url, options.apiKey ?? running.apiKey, options)
  if (embedding === 'never') throw noServer(folder)
  const { startEmbedded } = await import('./embedded.ts')
  const server = await startEmbedded(folder, embedding, options)
  if (options.verbose) output.progress.note(`embedded server at ${server.url}, data in ${folder}`)
  return connection('embedded', server.url, options.apiKey, options, () => server.close())
}

async function connectRemote(
  url: string,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<Connection> {
  const remote = connection('remote', url, options.apiKey, options)
  if (await answers(url, 10_000, signal)) return remote
  throw new CliError(
    'unreachable',
    `No server answers at ${url}.`,
    'Check --server (or VIDEO_TRANSLATION_URL), and that the server runs: video-translation serve',
  )
}

function connection(
  kind: Connection['kind'],
  url: string,
  apiKey: string | undefined,
  { verbose }: ConnectionOptions,
  close?: () => Promise<void>,
): Connection {
  const client = new VideoTranslationClient(url, {
    ...(apiKey && { apiKey }),
    ...(verbose && { logger: stderrLogger }),
  })
  return {
    client,
    url,
    kind,
    async [Symbol.asyncDispose]() {
      client.close()
      await close?.()
    },
  }
}

function noServer(folder: string): CliError {
  return new CliError(
    'unreachable',
    `No server runs on ${folder}, and this command needs one that goes on running.`,
    'Start one in another terminal: video-translation serve  (or name one with --server)',
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
