import { Type } from 'typebox'
import { TRANSLATION_STATUSES, type TranslationStats } from 'video-translation-client'
import { hasScope } from '../../keys/key-holder.ts'
import { LOST_AFTER_MS } from '../../nodes/workforce.ts'
import { firstDayAt, summarizeResults } from '../../stats/summarize.ts'
import type { Api } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { answers, json } from '../schemas/schemas.ts'
import { Stats } from '../schemas/stats-schemas.ts'

const MAX_DAYS = 90
/** As many are read and sorted in a few dozen milliseconds. */
const MAX_TARGETS = 20_000

const schema = {
  operationId: 'getStats',
  summary: 'Results and pace of the last days',
  description:
    'Of the own key: how many there are by status; and of the targets that ended in the last days, the results and ' +
    'the work for a minute of video, by day, engine and language.',
  tags: ['translations'],
  querystring: Type.Object({
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DAYS, default: 14 })),
    engine: Type.Optional(Type.String({ maxLength: 100 })),
    to: Type.Optional(Type.String({ maxLength: 100, description: 'A target language.' })),
  }),
  response: answers({ 200: json('The figures.', Stats) }),
}

interface StatsQuery {
  days?: number
  engine?: string
  to?: string
}

export function statsRoute(app: App, api: Api): void {
  // A page asks once a minute. The most that it costs is thousands of rows.
  const config = { rateLimit: { max: 60 } }
  app.get('/v1/stats', { schema, config }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const own = await statsOf(request.owner, request.query as StatsQuery, api)
    const mayKnowAll = request.key !== undefined && hasScope(request.key, 'admin')
    return { ...own, ...(mayKnowAll && { server: await serverStats(api) }) }
  })
}

async function statsOf(
  owner: string,
  { days = 14, ...filter }: StatsQuery,
  { store }: Api,
): Promise<TranslationStats> {
  const now = store.wall()
  const since = firstDayAt(now, days)
  const counts = await store.countByStatus({ owner, ...filter })
  const targets = await store.finishedTargets({ owner, since, limit: MAX_TARGETS + 1, ...filter })
  const byStatus = Object.fromEntries(TRANSLATION_STATUSES.map((status) => [status, counts[status] ?? 0]))
  const all = Object.values(byStatus).reduce((sum, count) => sum + count, 0)
  return {
    ...summarizeResults(targets.slice(0, MAX_TARGETS), days, now),
    counts: { all, byStatus: byStatus as TranslationStats['counts']['byStatus'] },
    ...(targets.length > MAX_TARGETS && { sampled: true }),
    failingWebhooks: await store.failingReceivers(owner, since),
  }
}

async function serverStats({ store, workforce, settings }: Api): Promise<TranslationStats['server']> {
  const { queue, running } = await store.counts()
  const nodes = (await workforce?.nodes()) ?? []
  const alive = nodes.filter(({ hasStopped, silentMs, engines }) => {
    return !hasStopped && silentMs < LOST_AFTER_MS && engines.length > 0
  })
  const alone = settings.worker.enabled ? 1 : 0
  return {
    workers: workforce ? alive.length : alone,
    running: Object.values(running).reduce((sum, count) => sum + count, 0),
    waiting: queue,
  }
}
