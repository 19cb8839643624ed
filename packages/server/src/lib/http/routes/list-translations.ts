import { TRANSLATION_STATUSES, type TranslationFilter } from 'video-translation-client'
import { type Api, viewer } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { invalidRequest } from '../problems/problem.ts'
import {
  answers,
  CountParams,
  json,
  ListParams,
  TranslationCounts,
  TranslationPage,
} from '../schemas/schemas.ts'

const schema = {
  operationId: 'listTranslations',
  summary: 'Translations, newest first',
  description:
    'Filters can be combined and `status` repeated. Or give up to 100 `id` parameters: `items` are those that exist, in ' +
    'the order asked, and `missing` the rest.',
  tags: ['translations'],
  querystring: ListParams,
  response: answers({ 200: json('A page.', TranslationPage) }, 400),
}

export function listTranslationsRoute(app: App, api: Api): void {
  app.get('/v1/translations', { schema }, async (request, reply) => {
    const { id: ids, limit = 50, cursor, ...filter } = request.query
    const view = viewer(request, api)
    reply.header('cache-control', 'no-store')
    if (ids) {
      refuseMixture(filter, cursor)
      const records = await api.store.getMany([...new Set(ids)], request.owner)
      const found = new Set(records.map(({ id }) => id))
      const missing = [...new Set(ids)].filter((id) => !found.has(id))
      return { items: records.map(view), missing }
    }
    const query = { ...(filter as TranslationFilter), owner: request.owner, limit, cursor }
    const { items, nextCursor } = await api.store.list(query)
    return { items: items.map(view), ...(nextCursor && { nextCursor }) }
  })
}

const countSchema = {
  operationId: 'countTranslations',
  summary: 'How many translations there are, by status',
  tags: ['translations'],
  querystring: CountParams,
  response: answers({ 200: json('The counts.', TranslationCounts) }, 400),
}

export function countTranslationsRoute(app: App, api: Api): void {
  app.get('/v1/translations/counts', { schema: countSchema }, async (request, reply) => {
    const query = { ...(request.query as TranslationFilter), owner: request.owner }
    const counts = await api.store.countByStatus(query)
    const byStatus = Object.fromEntries(TRANSLATION_STATUSES.map((status) => [status, counts[status] ?? 0]))
    const all = Object.values(byStatus).reduce((sum, count) => sum + count, 0)
    reply.header('cache-control', 'no-store')
    return { all, byStatus }
  })
}

function refuseMixture(filter: object, cursor: string | undefined): void {
  if (Object.keys(filter).length === 0 && cursor === undefined) return
  throw invalidRequest([{ pointer: '/id', detail: 'Ids cannot be combined with filters or a cursor.' }])
}
