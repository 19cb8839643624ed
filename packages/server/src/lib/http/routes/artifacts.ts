import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { ProducedArtifact } from '../../engines/engine.ts'
import type { TranslationRecord } from '../../store/records.ts'
import type { Api } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { parseByteRange, type ByteRange } from '../requests/byte-range.ts'
import { matchesEtag } from '../requests/etag.ts'
import { Problem, translationNotFound } from '../problems/problem.ts'
import { answers } from '../schemas/schemas.ts'

const Binary = { 'application/octet-stream': { schema: Type.Unsafe({ type: 'string', format: 'binary' }) } }

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
  headers: Type.Object({
    range: Type.Optional(Type.String({ examples: ['bytes=0-1023'] })),
    'if-range': Type.Optional(Type.String()),
  }),
  response: answers(
    {
      200: { description: 'The whole file.', content: Binary },
      206: { description: 'The part asked for.', content: Binary },
      304: Type.Null({ description: 'Not changed.' }),
    },
    404,
    416,
  ),
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
        const { expires, signature, download } = request.query
        const isSigned = signature !== undefined
        if (isSigned && !api.signer.verify(id, name, expires, signature)) throw linkInvalid()
        const record = await api.store.get(id, isSigned ? undefined : request.owner)
        if (!record) throw translationNotFound(id)
        const artifact = findArtifact(record, name)
        const size = artifact && (await sizeOf(artifact, api))
        if (artifact === undefined || size === undefined) throw artifactNotFound(id, name)
        const etag = etagOf(artifact)
        const isUnchanged = matchesEtag(request.headers['if-none-match'], etag)
        const range = isUnchanged ? undefined : rangeOf(request, etag, size)
        describeFile(reply, artifact, etag, download !== undefined)
        if (isUnchanged) return reply.code(304).send()
        if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`)
        reply.header('content-length', range ? range.end - range.start + 1 : size)
        const isBodiless = request.method === 'HEAD' || size === 0
        return reply.send(isBodiless ? '' : await contentOf(artifact, range, api))
      },
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

function findArtifact(
  { sourceTask, targetTasks }: TranslationRecord,
  name: string,
): ProducedArtifact | undefined {
  return [sourceTask, ...targetTasks].flatMap(({ artifacts }) => artifacts).find((one) => one.name === name)
}

async function sizeOf({ key, text }: ProducedArtifact, { files }: Api): Promise<number | undefined> {
  return text === undefined ? await files.size(key) : Buffer.byteLength(text)
}

async function contentOf({ key, text }: ProducedArtifact, range: ByteRange | undefined, { files }: Api) {
  if (text === undefined) return await files.read(key, range)
  const bytes = Buffer.from(text)
  return range ? bytes.subarray(range.start, range.end + 1) : bytes
}

/** A key is never written twice, so it identifies the content. */
function etagOf({ key, text }: ProducedArtifact): string {
  return `"${createHash('sha256')
    .update(text ?? key)
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
    .header('cache-control', 'private, max-age=3600')
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

function artifactNotFound(id: string, name: string): Problem {
  return new Problem(404, 'artifact_not_found', `The translation ${id} has no artifact \`${name}\`.`)
}
