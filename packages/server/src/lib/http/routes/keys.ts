import { Type } from 'typebox'
import type { CreateKeyBody as Body } from 'video-translation-client'
import type { Api } from '../api/api.ts'
import { invalidRequest, Problem } from '../problems/problem.ts'
import type { App } from '../requests/typed-app.ts'
import { AuditEntry, AuditParams, CreatedKey, CreateKeyBody, KeyInfo } from '../schemas/key-schemas.ts'
import { answers, IdParams, json, ref } from '../schemas/schemas.ts'

const about = { tags: ['keys'] }
const config = { scope: 'admin' } as const

const list = {
  ...about,
  operationId: 'listKeys',
  summary: 'The API keys of the server',
  description: 'Revoked ones too, oldest first. Keys in the settings of the server are not among them.',
  response: answers({ 200: json('The keys.', Type.Object({ items: Type.Array(ref(KeyInfo)) })) }),
}

const create = {
  ...about,
  operationId: 'createKey',
  summary: 'Create an API key',
  description:
    'Its secret is in this answer and never shown again. On a server that needed no key, every request needs one from ' +
    'the first key on.',
  body: CreateKeyBody,
  response: answers({ 201: json('Created.', CreatedKey) }, 400, 413, 415),
}

const revoke = {
  ...about,
  operationId: 'revokeKey',
  summary: 'Revoke an API key',
  description:
    'It stops working at once, and its streams end. What it has created stays, and goes on. Repeating it changes nothing.',
  params: IdParams,
  response: answers({ 200: json('Revoked.', ref(KeyInfo)) }, 404),
}

const audit = {
  ...about,
  operationId: 'listAudit',
  summary: 'What keys have done',
  description: 'Every request that changed something, newest first.',
  querystring: AuditParams,
  response: answers(
    {
      200: json(
        'A page.',
        Type.Object({ items: Type.Array(ref(AuditEntry)), nextCursor: Type.Optional(Type.String()) }),
      ),
    },
    400,
  ),
}

/** Routes for administrators: keys, and what they have done. */
export function keyRoutes(app: App, { admin, store }: Api): void {
  app.get('/v1/keys', { schema: list, config }, async () => ({ items: await admin.list() }))

  app.post('/v1/keys', { schema: create, config }, async (request, reply) => {
    const body = request.body as Body
    if (body.expiresAt !== undefined) checkExpiry(Date.parse(body.expiresAt), store.wall())
    const created = await admin.create(body)
    request.subject = created.id
    // No cache may keep the secret.
    return await reply.code(201).header('cache-control', 'no-store').send(created)
  })

  app.delete('/v1/keys/:id', { schema: revoke, config }, async (request) => {
    const { id } = request.params
    const key = await admin.revoke(id)
    if (key === undefined) throw new Problem(404, 'key_not_found', `There is no key ${id}.`)
    return key
  })

  app.get('/v1/audit', { schema: audit, config }, async (request) => {
    const { owner, key: keyId, subject, limit = 50, cursor } = request.query
    return await admin.audit({ owner, keyId, subject, limit, cursor })
  })
}

/** A date with a leap second is well formed, and yet no instant: its key would never expire. */
function checkExpiry(expiresAtMs: number, now: number): void {
  if (expiresAtMs > now) return
  const detail = Number.isNaN(expiresAtMs) ? 'There is no such instant.' : 'It is in the past.'
  throw invalidRequest([{ pointer: '/expiresAt', detail }])
}
