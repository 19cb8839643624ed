import { Readable } from 'node:stream'
import { FileStore } from '@tus/file-store'
import { Server as TusServer } from '@tus/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { baseUrl, type Api, type App } from './api.ts'
import { Problem } from './problem.ts'
import { answers } from './schemas.ts'
import { newUploadId } from './uploads.ts'

const PATH = '/v1/uploads'

const headers = Type.Object({
  'tus-resumable': Type.Optional(Type.String({ examples: ['1.0.0'] })),
  'upload-length': Type.Optional(Type.String()),
  'upload-defer-length': Type.Optional(Type.String()),
  'upload-offset': Type.Optional(Type.String()),
  'upload-metadata': Type.Optional(Type.String({ examples: ['filename dGFsay5tcDQ='] })),
})

const params = Type.Object({ id: Type.String({ maxLength: 100 }) })
const nothing = (description: string) => Type.Null({ description })
const about = { tags: ['uploads'], headers }

const schemas = {
  options: {
    ...about,
    operationId: 'uploadOptions',
    summary: 'What the upload protocol offers (tus 1.0)',
    response: { 204: nothing('See Tus-Version, Tus-Extension and Tus-Max-Size.') },
  },
  create: {
    ...about,
    operationId: 'createUpload',
    summary: 'Begin an upload (tus creation, creation-with-upload)',
    description:
      'The last segment of `Location` is what `source.upload` takes. Unused for a day, it is removed.',
    response: answers({ 201: nothing('Created; see Location.') }, 400, 412, 413, 507),
  },
  append: {
    ...about,
    operationId: 'appendUpload',
    summary: 'Send bytes from `Upload-Offset` on',
    params,
    response: answers({ 204: nothing('Stored; see Upload-Offset.') }, 404, 409, 412, 413, 415, 507),
  },
  head: {
    ...about,
    operationId: 'headUpload',
    summary: 'How much has arrived',
    params,
    response: answers({ 200: nothing('See Upload-Offset and Upload-Length.') }, 404),
  },
  remove: {
    ...about,
    operationId: 'deleteUpload',
    summary: 'Remove an upload that no translation uses',
    params,
    response: answers({ 204: nothing('Removed.') }, 404, 409),
  },
}

/** Resumable uploads, by the tus protocol, version 1.0. */
export function uploadRoutes(app: App, api: Api): void {
  const tus = createTus(api)
  app.register(async (scope) => {
    // The protocol library reads the body itself, as it arrives.
    scope.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null))
    const answer = (request: FastifyRequest, reply: FastifyReply) => answerWith(tus, request, reply)
    scope.options(PATH, { schema: schemas.options, config: { access: 'public' } }, answer)
    scope.post(PATH, { schema: schemas.create }, async (request, reply) => {
      const bytes = Number(request.headers['upload-length'] ?? 0) || 0
      // What is too large for any disk is refused for that reason, by the protocol library.
      if (bytes <= api.settings.limits.uploadBytes) await api.uploads.refuseFullDisk(bytes)
      return await answer(request, reply)
    })
    const own = { preHandler: (request: FastifyRequest) => refuseOthers(request, api) }
    scope.patch(`${PATH}/:id`, { ...own, schema: schemas.append }, async (request, reply) => {
      await api.uploads.refuseFullDisk(Number(request.headers['content-length'] ?? 0) || 0)
      return await answer(request, reply)
    })
    scope.head(
      `${PATH}/:id`,
      { ...own, schema: schemas.head, config: { swagger: { exposeHeadRoute: true } } },
      answer,
    )
    scope.delete(`${PATH}/:id`, { ...own, schema: schemas.remove }, async (request, reply) => {
      await retire((request.params as { id: string }).id, api)
      return await answer(request, reply)
    })
  })
}

type Tus = TusServer & { owners: WeakMap<Request, FastifyRequest> }

function createTus({ uploads, settings }: Api): Tus {
  const owners = new WeakMap<object, FastifyRequest>()
  const tus = new TusServer({
    path: PATH,
    datastore: new FileStore({ directory: uploads.folder, configstore: uploads.records }),
    maxSize: settings.limits.uploadBytes,
    namingFunction: () => newUploadId(),
    async onUploadCreate(request, upload) {
      uploads.records.assign(upload.id, owners.get(request)?.owner ?? '')
      return {}
    },
    async onUploadFinish(_request, { id }) {
      await uploads.settle(id)
      return {}
    },
    generateUrl(request, { id }) {
      const asker = owners.get(request)
      return `${asker ? baseUrl(asker, settings) : ''}${PATH}/${id}`
    },
    // Which origins may ask is decided for all routes in one place.
    allowedOrigins: () => false,
  })
  return Object.assign(tus, { owners })
}

async function answerWith(tus: Tus, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const asked = asWebRequest(request)
  tus.owners.set(asked, request)
  const response = await tus.handleWeb(asked as never)
  response.headers.delete('access-control-expose-headers')
  if (response.status >= 400) throw await tusProblem(response)
  reply.code(response.status).headers(Object.fromEntries(response.headers))
  return reply.send(response.status === 204 ? undefined : await response.text())
}

/**
 * The path is made anew from the id that was checked: the protocol library takes what follows the last slash of the
 * whole URL for the id, its query included, so `/v1/uploads/mine?/theirs` would reach somebody else's upload.
 */
function asWebRequest(request: FastifyRequest): Request {
  const { method, raw } = request
  const { id } = request.params as { id?: string }
  const hasBody = method === 'PATCH' || method === 'POST'
  const body = hasBody ? Readable.toWeb(raw) : undefined
  const headers = Object.entries(raw.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  )
  const init = { method, headers, body, duplex: 'half' } as RequestInit
  return new Request(`http://localhost${id === undefined ? PATH : `${PATH}/${id}`}`, init)
}

async function tusProblem(response: Response): Promise<Problem> {
  const detail = (await response.text()).trim()
  // It may name paths of this machine, so it stays in the log.
  if (response.status >= 500) throw new Error(`The upload failed: ${detail}`)
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('tus-')))
  return new Problem(response.status, CODES[response.status] ?? 'upload_refused', detail, { headers })
}

const CODES: Record<number, string> = {
  404: 'upload_not_found',
  409: 'upload_offset_conflict',
  410: 'upload_gone',
  412: 'tus_version_missing',
  413: 'upload_too_large',
}

async function refuseOthers(request: FastifyRequest, { uploads }: Api): Promise<void> {
  const { id } = request.params as { id: string }
  if (await uploads.find(id, request.owner)) return
  throw new Problem(404, 'upload_not_found', `There is no upload ${id}; it may have expired.`)
}

/** From here on no translation can be created from it, so its bytes may go. */
async function retire(id: string, { store }: Api): Promise<void> {
  if (await store.retireUpload(id)) return
  throw new Problem(409, 'upload_in_use', `A translation uses the upload ${id}; delete that instead.`)
}
