import { type McpServer, type Resource, ResourceTemplate } from '@modelcontextprotocol/server'
import type { Artifact, Translation } from 'video-translation-client'
import { CliError } from '../errors.ts'
import { artifactsOf } from '../output/save.ts'
import type { McpSession } from './call/session.ts'

const PREFIX = 'video-translation://translations/'

/** The newest translations are listed; the others can be read by their address. */
const LISTED_TRANSLATIONS = 20

/** A context window holds less, and a resource is read at once. */
const MAX_BYTES = 5_000_000

/** Offers transcripts, subtitles and reports as resources. */
export function registerResources(server: McpServer, session: McpSession): void {
  server.registerResource(
    'text-files',
    new ResourceTemplate(`${PREFIX}{id}/{name}`, { list: () => list(session) }),
    {
      title: 'Transcripts and subtitles',
      description: 'A text file of a translation: transcript.json, es.srt, es.vtt, es.report.json.',
    },
    async (uri, { id, name }, { mcpReq: { signal } }) => {
      const { client } = await session.connection()
      const translation = await client.get(String(id), { signal })
      const artifact = textFileOf(translation, String(name))
      const { text } = await client.download(translation.id, artifact.name, { signal })
      return { contents: [{ uri: uri.href, mimeType: artifact.mediaType, text: await text() }] }
    },
  )
}

async function list(session: McpSession): Promise<{ resources: Resource[] }> {
  const { client } = await session.connection()
  const { items } = await client.list({ limit: LISTED_TRANSLATIONS }).page()
  return { resources: items.flatMap((item) => artifactsOf(item).filter(isText).map(resourceOf(item))) }
}

function resourceOf({ id, source }: Translation): (artifact: Artifact) => Resource {
  return ({ name, mediaType, bytes }) => ({
    uri: `${PREFIX}${encodeURIComponent(id)}/${encodeURIComponent(name)}`,
    name: `${source.name ?? id}: ${name}`,
    mimeType: mediaType,
    ...(bytes !== undefined && { size: bytes }),
  })
}

function textFileOf(translation: Translation, wanted: string): Artifact {
  const files = artifactsOf(translation).filter(isText)
  const found = files.find(({ name }) => name === decodeURIComponent(wanted))
  if (!found) throw new CliError('badInput', `${translation.id} has no text file ${wanted}.`)
  if ((found.bytes ?? 0) <= MAX_BYTES) return found
  throw new CliError('badInput', `${found.name} is too large to read at once.`, 'Use download_files.')
}

function isText({ name }: Artifact): boolean {
  return /\.(?:srt|vtt|json|txt)$/.test(name)
}
