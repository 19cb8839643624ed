import { Type } from 'typebox'
import type { OwnerLimits } from 'video-translation-client'
import { hasScope } from '../../keys/key-holder.ts'
import type { Api } from '../api/api.ts'
import { Problem } from '../problems/problem.ts'
import type { App } from '../requests/typed-app.ts'
import { LimitsBody, LimitsParams, OwnerInfo } from '../schemas/limit-schemas.ts'
import { answers, json, ref } from '../schemas/schemas.ts'

const about = { tags: ['keys'] }

const read = {
  ...about,
  operationId: 'getLimits',
  summary: 'The limits of an owner, and what it has used',
  description: 'A key sees those of its own owner. Those of others need the scope `admin`.',
  querystring: LimitsParams,
  response: answers({ 200: json('The limits.', ref(OwnerInfo)) }),
}

const write = {
  ...about,
  operationId: 'setLimits',
  summary: 'Replace the limits of an owner',
  description:
    'They count from the next claim and the next request on. A limit that is left out does not limit.',
  body: LimitsBody,
  response: answers({ 200: json('As they are now.', ref(OwnerInfo)) }, 400, 413, 415),
}

const list = {
  ...about,
  operationId: 'listOwners',
  summary: 'The owners that have limits',
  response: answers({ 200: json('By name.', Type.Object({ items: Type.Array(ref(OwnerInfo)) })) }),
}

/** Routes about the limits of owners. */
export function limitRoutes(app: App, { admin }: Api): void {
  app.get('/v1/limits', { schema: read }, async (request) => {
    const { owner = request.owner } = request.query
    if (owner === request.owner || (request.key && hasScope(request.key, 'admin')))
      return await admin.owner(owner)
    throw new Problem(403, 'scope_missing', 'The limits of another owner need a key with the scope `admin`.')
  })

  app.put('/v1/limits', { schema: write, config: { scope: 'admin' } }, async (request) => {
    const { owner, ...limits } = request.body as OwnerLimits & { owner: string }
    request.subject = owner
    return await admin.setLimits(owner, limits)
  })

  app.get('/v1/owners', { schema: list, config: { scope: 'admin' } }, async () => ({
    items: await admin.owners(),
  }))
}
