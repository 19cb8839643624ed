import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { bytesInHand } from '../../engines/artifact-content.ts'
import type { ProducedArtifact } from '../../engines/engine.ts'
import type { TranslationRecord } from '../../store/records.ts'
import type { Api, Exchange } from '../api/api.ts'
import { findTranslation } from '../api/find-translation.ts'
import { isInProcess } from '../connections/in-process.ts'
import type { App } from '../requests/typed-app.ts'
import { parseByteRange, type ByteRange } from '../requests/byte-range.ts'
import { findClip } from '../side-tasks/clips.ts'
import { matchesEtag } from '../requests/etag.ts'
import { Problem } from '../problems/problem.ts'
import { answers } from '../schemas/schemas.ts'

export const Binary = {
  'application/octet-stream': { schema: Type.Unsafe({ type: 'string', format: 'binary' }) },
}

export const RangeHeaders = Type.Object({
  range: Type.Optional(Type.String({ examples: ['bytes=0-1023'] })),
  'if-range': Type.Optional(Type.String()),
})

/** Besides 200, what a route answers that sends a file. */
export const FILE_ANSWERS = {
  206: { description: 'The part asked for.', content: Binary },
  302: Type.Null({ description: 'The file is at `Location`, where ranges work too.' }),
  304: Type.Null({ description: 'Not changed.' }),
}

const schema = {
  summary: 'A file of a translation',
  description: 'With a key, or by the signed link (`expires`, `signature`) that stands in the translation.',
  tags: ['files'],
  params: Type.Object({ id: Type.String({ maxLength: 100 }), name: Type.String({ maxLength: 300 }) }),
  querystring: Type.Object({
    expires: Type.Optional(Type.String()),
    signature: Type.Optional(Type.String()),
    download: Type.Optional(Type.String({ description: 'Any value: save it instead of showing it.' })),
  }),
  headers: RangeHeaders,
  response: answers({ 200: { description: 'The whole file.', content: Binary }, ...FILE_ANSWERS }, 404, 416),
}

const METHODS = [
  { method: 'GET', operationId: 'getArtifact' },
  { method: 'HEAD', operationId: 'headArtifact' },
] as const

export function artifactRoute(app: App, api: Api): void {
  for (const { method, operationId } of METHODS)
    app.route({
      method,
      url: '/v1/translations/:id/artifacts/:name',
      schema: { ...schema, operationId },
      exposeHeadRoute: false,
      config: { access: 'signed', swagger: { exposeHeadRoute: true } },
      handler: async (request, reply) => {
        const { id, name } = request.params
        const artifact = await findArtifact(id, name, request, api)
        const linkSeconds = secondsLeft(request)
        const exchange = { request, reply, api, linkSeconds }
        if (!artifact || !(await sendArtifact(artifact, exchange))) throw artifactNotFound(id, name)
        return reply
      },
    })
}

async function findArtifact(
  id: string,
  name: string,
  request: FastifyRequest,
  api: Api,
): Promise<ProducedArtifact | undefined> {
  const { expires, signature } = request.query as LinkQuery
  const isSigned = signature !== undefined
  if (isSigned && !api.signer.verify(id, name, expires, signature)) throw linkInvalid()
  const record = await findTranslation(id, isSigned ? {} : request, api)
  return artifactsOf(record).find((one) => one.name === name) ?? (await findClip(id, name, api))
}

/** How long the signed link of a request goes on. Undefined: it has a key. */
function secondsLeft({ query }: FastifyRequest): number | undefined {
  const { expires, signature } = query as LinkQuery
  return signature === undefined ? undefined : Math.ceil(Number(expires) - Date.now() / 1000)
}

function artifactsOf({ sourceTask, targetTasks }: TranslationRecord): ProducedArtifact[] {
  return [sourceTask, ...targetTasks].flatMap(({ artifacts }) => artifacts)
}

/**
 * Answers with the file of an artifact, or a part of it. False: the file is gone. A reply is a
 * promise of its own end, so an async function cannot hand it to one that awaits.
 */
export async function sendArtifact(artifact: ProducedArtifact, exchange: FileExchange): Promise<boolean> {
  const { request, reply, api } = exchange
  const size = await sizeOf(artifact, api)
  if (size === undefined) return false
  const etag = etagOf(artifact)
  if (matchesEtag(request.headers['if-none-match'], etag)) {
    describeFile(reply, artifact, etag, 'download' in (request.query as LinkQuery))
    void reply.code(304).send()
  } else await sendFile({ artifact, size }, etag, exchange)
  return true
}

/** An artifact whose file is there. */
interface ArtifactFile {
  artifact: ProducedArtifact
  /** Bytes. */
  size: number
}

type LinkQuery = Partial<Record<'expires' | 'signature' | 'download', string>>

interface FileExchange extends Exchange {
  /**
   * How long a link to the storage works, if somebody has checked it. Default: an hour. Nothing in
   * the query may say so.
   */
  linkSeconds?: number | undefined
}

async function sendFile(file: ArtifactFile, etag: string, exchange: FileExchange): Promise<void> {
  const { request, reply, api } = exchange
  const { artifact, size } = file
  const range = rangeOf(request, etag, size)
  const link = await linkTo(file, exchange)
  if (link !== undefined) return void reply.header('cache-control', 'no-store').redirect(link, 302)
  describeFile(reply, artifact, etag, 'download' in (request.query as LinkQuery))
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`)
  reply.header('content-length', range ? range.end - range.start + 1 : size)
  const isBodiless = request.method === 'HEAD' || size === 0
  void reply.send(isBodiless ? '' : await contentOf(artifact, range, api))
}

/** A file of this size takes long enough for another connection to be worth it. */
const REDIRECT_FROM_BYTES = 2 ** 20
/**
 * How long a link for a request with a key works. A transfer that has begun goes on after its end.
 */
const LINK_SECONDS = 3600

/**
 * A link to the storage itself. A HEAD is answered here, because a link is signed for one method.
 * Short files are too: subtitles of a page must come from a server that allows its origin.
 */
async function linkTo(
  { artifact: { key, name, mediaType }, size }: ArtifactFile,
  { request: { method, query, raw }, api: { files, settings }, linkSeconds = LINK_SECONDS }: FileExchange,
): Promise<string | undefined> {
  if (method !== 'GET' || key === undefined || size < REDIRECT_FROM_BYTES) return undefined
  if (!files.link || settings.fileStore?.redirectDownloads === false) return undefined
  // The server's own `fetch` follows no redirect.
  if (isInProcess(raw.socket)) return undefined
  const { download } = query as LinkQuery
  return await files.link(key, {
    expiresInSeconds: Math.max(1, linkSeconds),
    mediaType,
    disposition: contentDisposition(download === undefined ? 'inline' : 'attachment', name),
    // This link names the content itself.
    cacheControl: 'private, max-age=3600',
  })
}

/** Only a GET can request a range. */
function rangeOf({ method, headers }: FastifyRequest, etag: string, size: number): ByteRange | undefined {
  const isFresh = headers['if-range'] === undefined || headers['if-range'] === etag
  const range = method === 'GET' && isFresh ? parseByteRange(headers.range, size) : undefined
  if (range !== 'unsatisfiable') return range
  const described = { 'content-range': `bytes */${size}` }
  throw new Problem(416, 'range_not_satisfiable', `The file has ${size} bytes.`, { headers: described })
}

async function sizeOf(artifact: ProducedArtifact, { files }: Api): Promise<number | undefined> {
  const { key } = artifact
  return key === undefined ? bytesInHand(artifact)?.byteLength : await files.size(key)
}

async function contentOf(artifact: ProducedArtifact, range: ByteRange | undefined, { files }: Api) {
  const { key } = artifact
  if (key !== undefined) return await files.read(key, range)
  const bytes = Buffer.from(bytesInHand(artifact) ?? [])
  return range ? bytes.subarray(range.start, range.end + 1) : bytes
}

/** A key is never written twice, so it identifies the content. */
function etagOf(artifact: ProducedArtifact): string {
  return `"${createHash('sha256')
    .update(artifact.key ?? bytesInHand(artifact) ?? '')
    .digest('base64url')
    .slice(0, 27)}"`
}

/** A browser must treat the file only as its media type, and must not run anything in it. */
function describeFile(
  reply: FastifyReply,
  { name, mediaType }: ProducedArtifact,
  etag: string,
  isDownload: boolean,
): void {
  reply
    .type(mediaType)
    .header('etag', etag)
    .header('accept-ranges', 'bytes')
    .header('content-disposition', contentDisposition(isDownload ? 'attachment' : 'inline', name))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cross-origin-resource-policy', 'cross-origin')
    // A result that is made anew has the same address, so a browser has to ask whether it is new.
    .header('cache-control', 'private, no-cache')
}

/**
 * A header value by RFC 6266. The plain name contains nothing that could end the quotes or the
 * line.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%/]/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replace(/['()*!]/g, percent)
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

function linkInvalid(): Problem {
  const detail = 'The link is invalid or has expired. Get the translation again for a fresh link.'
  return new Problem(403, 'link_expired', detail)
}

export function artifactNotFound(id: string, name: string): Problem {
  return new Problem(404, 'artifact_not_found', `The translation ${id} has no artifact \`${name}\`.`)
}
