import type { Fields } from '../../serving/body.ts'
import type { Call, Handler } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { evictOldest } from '../../backend/evict-oldest.ts'
import type { Backend } from '../../backend/backend.ts'
import { createJobs, keyed } from './create.ts'
import { invalidParameter, notFound } from './errors.ts'
import { pageOf } from './page.ts'
import { type Payload, readPayload, textIn } from './payload.ts'
import { isTranslation } from './translations.ts'
import { bulkOf, secondsOf } from './view.ts'
import type { HeygenWebhooks } from './webhooks.ts'

const PATH = '/v3/video-translations'
const MAX_ITEMS = 100
const MAX_BATCHES = 1000

interface Batch {
  id: string
  title: string | undefined
  createdAtMs: number
  items: Item[]
}

/** A started translation, or the reason why it was refused. */
type Item = { job: SimulatedJob } | Failed

interface Failed {
  error: { code: string; message: string }
}

/**
 * Creates the routes of batches and of many statuses. Their words differ from those of one
 * translation.
 */
export function batchRoutes(backend: Backend, webhooks: HeygenWebhooks): Readonly<Record<string, Handler>> {
  const batches = new Map<string, Batch>()

  const findBatch = (id = ''): Batch => {
    const batch = batches.get(id)
    if (!batch) throw notFound('Batch', id)
    return batch
  }

  const statusOf = (call: Call, id: string) => {
    const job = backend.jobs.get(id)
    if (!job || !isTranslation(job)) return { video_id: id, status: 'not_found', error: null }
    return bulkOf(call.countRequest(job))
  }

  return {
    [`POST ${PATH}/batches`]: (call) =>
      keyed(call, backend, async () => {
        const batch = await createBatch(call, backend, webhooks)
        batches.set(batch.id, batch)
        evictOldest(batches, MAX_BATCHES)
        return Response.json({ data: { batch_id: batch.id } }, { status: 202 })
      }),
    [`GET ${PATH}/batches/:id`]: (call) =>
      Response.json({ data: viewOf(call, findBatch(call.params['id'])) }),
    [`GET ${PATH}/statuses`]: (call) => {
      const ids = listIn(call, 'video_translation_ids')
      const groups = listIn(call, 'batch_ids').map((id) => ({ id, items: batches.get(id)?.items ?? [] }))
      const count = groups.reduce((sum, { items }) => sum + items.length, ids.length)
      if (count < 1 || count > MAX_ITEMS)
        throw invalidParameter('video_translation_ids', `Give 1 to ${MAX_ITEMS} translations.`)
      const data = [
        ...ids.map((id) => statusOf(call, id)),
        ...groups.flatMap(({ id, items }) =>
          items.map((item, at) => ({ ...itemOf(call, item, at), batch_id: id })),
        ),
      ]
      return Response.json({ data, has_more: false, next_token: null })
    },
  }
}

async function createBatch(call: Call, backend: Backend, webhooks: HeygenWebhooks): Promise<Batch> {
  const { video_translations: payloads, title, callback_url: url } = await call.json()
  if (!Array.isArray(payloads) || payloads.length === 0)
    throw invalidParameter('video_translations', 'video_translations is required')
  const wanted = payloads.map((fields: Fields) =>
    orFailure(() => readPayload(fields ?? {}, backend, 'translation')),
  )
  // This check comes before the first job is created, so that a refused batch leaves no running
  // job.
  if (wanted.reduce((sum, each) => sum + sizeOf(each), 0) > MAX_ITEMS)
    throw invalidParameter('video_translations', `A batch has ${MAX_ITEMS} items at most`)
  const items = wanted.flatMap((each) => itemsOf(call, each, backend, webhooks))
  const batch = {
    id: `btch_${backend.ids.hex('batch')}`,
    title: textIn(title),
    createdAtMs: backend.clock.nowMs(),
    items,
  }

  const jobs = items.flatMap((item) => ('job' in item ? [item.job] : []))
  webhooks.followAll(jobs, textIn(url), () => ({ batch_id: batch.id, status: 'completed' }))
  return batch
}

function sizeOf(wanted: Payload | Failed): number {
  return 'error' in wanted ? 1 : wanted.languages.length
}

function itemsOf(call: Call, wanted: Payload | Failed, backend: Backend, webhooks: HeygenWebhooks): Item[] {
  if ('error' in wanted) return [wanted]
  const jobs = orFailure(() => createJobs(call, wanted, backend, webhooks))
  return 'error' in jobs ? [jobs] : jobs.map((job) => ({ job }))
}

/** Turns a refusal into a failed item: one bad payload must not fail the others. */
function orFailure<T>(make: () => T): T | Failed {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { error: { code: error.code, message: error.message } }
  }
}

function viewOf(call: Call, { id, title, createdAtMs, items }: Batch) {
  const all = items.map((item, at) => itemOf(call, item, at))
  const { items: page, ...rest } = pageOf(call, all, ({ item_index: index }) => String(index), MAX_ITEMS)
  const counts = Object.groupBy(all, ({ status }) => status)
  return {
    batch_id: id,
    title: title ?? null,
    status: aggregateOf(all.map(({ status }) => status)),
    total_items: items.length,
    counts_by_status: Object.fromEntries(
      Object.entries(counts).map(([status, items]) => [status, items?.length ?? 0]),
    ),
    created_at: secondsOf(createdAtMs),
    items: page,
    ...rest,
  }
}

function itemOf(call: Call, item: Item, at: number) {
  const shown =
    'job' in item
      ? bulkOf(call.countRequest(item.job))
      : { video_id: null, status: 'failed', error: item.error }
  return { item_index: at, ...shown }
}

function aggregateOf(statuses: readonly string[]): string {
  const isOver = statuses.every((status) => status === 'completed' || status === 'failed')
  if (!isOver) return 'processing'
  return statuses.every((status) => status === 'failed') ? 'failed' : 'completed'
}

function listIn({ url }: Call, name: string): string[] {
  return (url.searchParams.get(name) ?? '').split(',').filter((id) => id !== '')
}
