import { Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CreateTranslationBody } from 'video-translation-client'
import type { Idempotency } from '../../store/idempotency.ts'
import type { Created, NewTranslation } from '../../store/store.ts'
import { type Api, viewer } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { generatedSecret } from './check-webhook.ts'
import {
  bytesOf,
  checkBeforeUpload,
  checkCreate,
  requestHash,
  type UncheckedBody,
  uploadMissing,
} from './check-create.ts'
import { refusePriority } from '../limits/owner-checks.ts'
import { Problem } from '../problems/problem.ts'
import { answers, CreateBody, json, ValidateBody, ref, Translation } from '../schemas/schemas.ts'

const Headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'Repeating a request with the same key gives the translation that the first one made.',
    }),
  ),
})

const schema = {
  operationId: 'createTranslation',
  summary: 'Start a translation',
  description:
    'Language pair, source and engine options are checked before anything is made. A repeated `Idempotency-Key` gets ' +
    'the first translation as it is now, with `Idempotent-Replayed: true`.',
  tags: ['translations'],
  headers: Headers,
  body: CreateBody,
  response: answers(
    { 201: json('Created.', ref(Translation), 'Location', 'ETag', 'Idempotent-Replayed') },
    400,
    408,
    409,
    413,
    415,
    422,
    507,
  ),
}

const validation = {
  operationId: 'validateTranslation',
  summary: 'Check a translation before its source is uploaded',
  description:
    'Takes the body of a create and creates nothing. The answer is 204, or the problem that the create would have. ' +
    '`source` may be absent, because its upload comes later.',
  tags: ['translations'],
  body: ValidateBody,
  response: answers(
    { 204: Type.Null({ description: 'It would be created.' }) },
    400,
    413,
    415,
    422,
    429,
    507,
  ),
}

export function validateTranslationRoute(app: App, api: Api): void {
  const max = api.settings.limits.createsPerMinute
  const config = { rateLimit: { max }, audit: false }
  app.post('/v1/translations/validate', { schema: validation, config }, async (request, reply) => {
    const body = request.body as UncheckedBody
    if (request.key) refusePriority(request.key, body.priority ?? 0)
    const source = await checkBeforeUpload(body, request.owner, api)
    await api.owners.refuseSpent(request.owner, bytesOf(source))
    await refuseNow(request.owner, api)
    return await reply.code(204).send()
  })
}

export function createTranslationRoute(app: App, api: Api): void {
  const inFlight = new Set<string>()
  const max = api.settings.limits.createsPerMinute
  app.post('/v1/translations', { schema, config: { rateLimit: { max } } }, async (request, reply) => {
    const key = request.headers['idempotency-key']
    const lock = key === undefined ? undefined : JSON.stringify([request.owner, key])
    if (lock && inFlight.has(lock)) throw stillInFlight()
    if (lock) inFlight.add(lock)
    try {
      return await create(request.body as CreateTranslationBody, key, request, reply, api)
    } finally {
      if (lock) inFlight.delete(lock)
    }
  })
}

async function create(
  body: CreateTranslationBody,
  key: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  api: Api,
) {
  const { translation, isNew } = await findOrCreate(body, key, request, api)
  request.subject = translation.id
  if (isNew) api.metrics.created(translation.engine)
  else reply.header('idempotent-replayed', 'true')
  request.log.info({ translationId: translation.id, isNew }, 'translation created')
  const webhookSecret = generatedSecret(body, request.owner, api)
  return reply
    .code(201)
    .header('location', `/v1/translations/${translation.id}`)
    .header('etag', `"${translation.version}"`)
    .send({
      ...viewer(request, api)(translation),
      ...(webhookSecret !== undefined && { webhookSecret }),
    })
}

async function findOrCreate(
  body: CreateTranslationBody,
  key: string | undefined,
  request: FastifyRequest,
  api: Api,
): Promise<Created> {
  const { owner, span } = request
  const idempotency = key === undefined ? undefined : { key, requestHash: requestHash(body) }
  const known = await findKnown(owner, idempotency, api)
  if (known) return known
  let input: NewTranslation
  try {
    input = await admit(body, request, api)
  } catch (refusal) {
    // Another node may have created it meanwhile, which used up what the owner may have.
    const meanwhile = await findKnown(owner, idempotency, api)
    if (meanwhile) return meanwhile
    throw refusal
  }
  const { traceparent } = span ?? {}
  const created = await api.store.create({ ...input, idempotency, ...(traceparent && { traceparent }) })
  if (created === 'key_reused') throw keyReused()
  if (created === 'upload_removed') throw uploadMissing('upload' in input.source ? input.source.upload : '')
  if ('upload' in input.source) api.uploads.claimed(input.source.upload)
  return created
}

async function findKnown(
  owner: string,
  idempotency: Idempotency | undefined,
  { store }: Api,
): Promise<Created | undefined> {
  const known = idempotency && (await store.findByKey(owner, idempotency))
  if (known === 'key_reused') throw keyReused()
  return known && { translation: known, isNew: false }
}

async function admit(
  body: CreateTranslationBody,
  { owner, key: holder }: FastifyRequest,
  api: Api,
): Promise<NewTranslation> {
  if (holder) refusePriority(holder, body.priority ?? 0)
  const input = await checkCreate(body, owner, api)
  // An upload may not have said its length at its beginning.
  await api.owners.refuseSpent(owner, bytesOf(input.source))
  await refuseNow(owner, api)
  return input
}

/** Refuses for reasons that may pass soon. */
export async function refuseNow(owner: string, api: Api): Promise<void> {
  await refuseTooMany(owner, api)
  await api.space.check()
}

async function refuseTooMany(owner: string, { store, settings }: Api): Promise<void> {
  const limit = settings.limits.translationsPerKey
  if (limit === Infinity) return
  let open = 0
  let cursor: string | undefined
  do {
    const page = await store.list({
      owner,
      status: ['pending', 'running', 'needs_input'],
      limit: 100,
      cursor,
    })
    open += page.items.length
    cursor = page.nextCursor
  } while (cursor !== undefined && open < limit)
  if (open < limit) return
  const detail = `${open} translations are unfinished, which is the limit of one key.`
  throw new Problem(429, 'too_many_translations', detail, { headers: { 'retry-after': '30' } })
}

function stillInFlight(): Problem {
  const detail = 'The first request with this Idempotency-Key is still being answered.'
  return new Problem(409, 'idempotency_key_in_flight', detail, { headers: { 'retry-after': '1' } })
}

function keyReused(): Problem {
  const detail = 'This Idempotency-Key was used for another request; use a new key for a new request.'
  return new Problem(422, 'idempotency_key_reused', detail)
}
