import { finished, PassThrough, Readable } from 'node:stream'
import { type DataStore, Server as TusServer } from '@tus/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isStorageFull } from '../../files/storage-full.ts'
import { isStorageUnavailable } from '../../files/storage-unavailable.ts'
import { type Api, baseUrl } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { Problem } from '../problems/problem.ts'
import { answers } from '../schemas/schemas.ts'
import { createUploadLocker } from '../uploads/lock.ts'
import { newUploadId } from '../uploads/records.ts'

const PATH = '/v1/uploads'

const headers = Type.Object({
  'tus-resumable': Type.Optional(Type.String({ examples: ['1.0.0'] })),
  'upload-length': Type.Optional(Type.String()),
  'upload-defer-length': Type.Optional(Type.String()),
  'upload-offset': Type.Optional(Type.String()),
  'upload-metadata': Type.Optional(Type.String({ examples: ['filename dGFsay5tcDQ='] })),
})

const params = Type.Object({ id: Type.String({ maxLength: 100 }) })
const about = { tags: ['uploads'], headers }

const schemas = {
  options: {
    ...about,
    operationId: 'uploadOptions',
    summary: 'What the upload protocol offers (tus 1.0)',
    response: answers({
      204: Type.Null({ description: 'See Tus-Version, Tus-Extension and Tus-Max-Size.' }),
    }),
  },
  create: {
    ...about,
    operationId: 'createUpload',
    summary: 'Begin an upload (tus creation, creation-with-upload)',
    description:
      'The last segment of `Location` is what `source.upload` takes. An upload that no translation uses is removed a ' +
      'day after it was last touched. 507 `insufficient_storage`: the disk has no room for what was declared; ' +
      '507 `upload_quota_exceeded`: the key has too many unused uploads, or too many bytes of them.',
    response: answers({ 201: Type.Null({ description: 'Created; see Location.' }) }, 400, 412, 413, 507),
  },
  append: {
    ...about,
    operationId: 'appendUpload',
    summary: 'Send bytes from `Upload-Offset` on',
    params,
    response: answers(
      { 204: Type.Null({ description: 'Stored; see Upload-Offset.' }) },
      404,
      409,
      412,
      413,
      415,
      423,
      507,
    ),
  },
  head: {
    ...about,
    operationId: 'headUpload',
    summary: 'How much has arrived',
    params,
    response: answers({ 200: Type.Null({ description: 'See Upload-Offset and Upload-Length.' }) }, 404),
  },
  remove: {
    ...about,
    operationId: 'deleteUpload',
    summary: 'Remove an upload that no translation uses',
    params,
    response: answers({ 204: Type.Null({ description: 'Removed.' }) }, 404, 409),
  },
}

/** Resumable uploads by the tus protocol, version 1.0. */
export function uploadRoutes(app: App, api: Api): void {
  const tus = createTus(api)
  app.register(async (scope) => {
    // The tus library reads the body itself, as it arrives.
    scope.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null))
    const answer = (request: FastifyRequest, reply: FastifyReply) => answerWith(tus, api, request, reply)
    scope.options(PATH, { schema: schemas.options, config: { access: 'public' } }, answer)
    scope.post(PATH, { schema: schemas.create, config: { audit: false } }, answer)
    const preHandler = (request: FastifyRequest) => refuseOthers(request, api)
    const own = { preHandler, config: { audit: false } }
    scope.patch(`${PATH}/:id`, { ...own, schema: schemas.append }, async (request, reply) => {
      const { id } = request.params as { id: string }
      await api.uploads.checkMore(id, Number(request.headers['content-length'] ?? 0) || 0)
      return await answer(request, reply)
    })
    scope.head(
      `${PATH}/:id`,
      { ...own, schema: schemas.head, config: { swagger: { exposeHeadRoute: true } } },
      answer,
    )
    scope.delete(`${PATH}/:id`, { ...own, schema: schemas.remove }, answer)
  })
}

/** A request that the tus library handles, and its error. */
interface Exchange {
  client: FastifyRequest
  /** The upload that the request has created. */
  created?: string
  error?: unknown
}

type Tus = TusServer & { exchanges: WeakMap<object, Exchange> }

function createTus(api: Api): Tus {
  const { uploads, settings } = api
  const exchanges = new WeakMap<object, Exchange>()
  const tus = new TusServer({
    path: PATH,
    datastore: createDatastore(api),
    maxSize: settings.limits.uploadBytes,
    namingFunction: () => newUploadId(),
    locker: createUploadLocker(),
    async onUploadCreate(request, upload) {
      const exchange = exchanges.get(request)
      const owner = exchange?.client.owner ?? ''
      await api.owners.refuseFull(owner, upload.size ?? 0)
      await uploads.admit(upload, owner)
      if (exchange) exchange.created = upload.id
      return {}
    },
    async onUploadFinish(_request, { id }) {
      await uploads.settle(id)
      return {}
    },
    onResponseError(request, error) {
      // The library turns the error into text, which hides its type.
      const exchange = exchanges.get(request)
      if (exchange) exchange.error = error
      return undefined
    },
    generateUrl(request, { id }) {
      const client = exchanges.get(request)?.client
      return `${client ? baseUrl(client, settings) : ''}${PATH}/${id}`
    },
    // Allowed origins are decided in one place for all routes.
    allowedOrigins: () => false,
  })
  return Object.assign(tus, { exchanges })
}

/**
 * An upload is retired after the library has accepted the request: a refused request must leave the
 * upload usable.
 */
function createDatastore(api: Api): DataStore {
  const { datastore, remove } = api.uploads
  return Object.assign(datastore, {
    async remove(id: string) {
      await retire(id, api)
      await remove(id)
    },
  })
}

async function answerWith(tus: Tus, api: Api, request: FastifyRequest, reply: FastifyReply) {
  const asked = asWebRequest(request, reply)
  const exchange: Exchange = { client: request }
  tus.exchanges.set(asked, exchange)
  const response = await tus.handleWeb(asked as never)
  response.headers.delete('access-control-expose-headers')
  if (response.status >= 400) throw await failure(response, exchange, api)
  reply.code(response.status).headers(Object.fromEntries(response.headers))
  return reply.send(response.status === 204 ? undefined : await response.text())
}

/**
 * Removes an upload whose creation failed: the client did not get its id, so it cannot continue it.
 */
async function failure(response: Response, { created, error }: Exchange, { uploads }: Api): Promise<unknown> {
  if (created !== undefined) await uploads.remove(created)
  const isKnown = error instanceof Problem || isStorageFull(error) || isStorageUnavailable(error)
  return isKnown ? error : await tusProblem(response, error)
}

/**
 * Rebuilds the path from the validated id. The library takes everything after the last slash of the
 * whole URL as the id, so `/v1/uploads/mine?/theirs` would reach another owner's upload.
 */
function asWebRequest(request: FastifyRequest, reply: FastifyReply): Request {
  const { method, raw } = request
  const { id } = request.params as { id?: string }
  const hasBody = method === 'PATCH' || method === 'POST'
  const body = hasBody ? Readable.toWeb(bodyOf(raw, reply)) : undefined
  const headers = Object.entries(raw.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  )
  const init = { method, headers, body, duplex: 'half' } as RequestInit
  return new Request(`http://localhost${id === undefined ? PATH : `${PATH}/${id}`}`, init)
}

/**
 * The body for the tus library. Its unread rest is discarded once the answer is sent: an unread
 * body would break the connection, and the sender would not see why it was refused.
 */
function bodyOf(raw: FastifyRequest['raw'], reply: FastifyReply): Readable {
  const body = new PassThrough()
  raw.pipe(body)
  finished(raw, (error) => error && body.destroy(error))
  reply.raw.once('finish', () => raw.unpipe(body).resume())
  return body
}

async function tusProblem(response: Response, cause: unknown): Promise<Problem> {
  const detail = (await response.text()).trim()
  // It may contain paths of this machine, so it only goes to the log.
  if (response.status >= 500 && response.status !== NOT_IMPLEMENTED)
    throw new Error(`The upload failed: ${detail}`, { cause })
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('tus-')))
  return new Problem(response.status, CODES[response.status] ?? 'upload_refused', detail, { headers })
}

/** The library's status for protocol extensions that it does not support. */
const NOT_IMPLEMENTED = 501

const CODES: Record<number, string> = {
  404: 'upload_not_found',
  409: 'upload_offset_conflict',
  410: 'upload_gone',
  412: 'tus_version_missing',
  413: 'upload_too_large',
  423: 'upload_locked',
}

async function refuseOthers(request: FastifyRequest, { uploads }: Api): Promise<void> {
  const { id } = request.params as { id: string }
  if (await uploads.find(id, request.owner)) return
  throw new Problem(404, 'upload_not_found', `There is no upload ${id}; it may have expired.`)
}

/**
 * Retires the upload, so that no translation can be created from it and its bytes may be removed.
 */
async function retire(id: string, { store }: Api): Promise<void> {
  if (await store.retireUpload(id)) return
  throw new Problem(409, 'upload_in_use', `A translation uses the upload ${id}; delete that instead.`)
}
