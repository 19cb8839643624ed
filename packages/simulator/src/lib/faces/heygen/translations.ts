import type { Call, Handler } from '../../serving/call.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import { createJobs, keyed } from './create.ts'
import { invalidParameter, notFound } from './errors.ts'
import { HEYGEN_LANGUAGES } from './languages.ts'
import { pageOf } from './page.ts'
import { readPayload, textIn } from './payload.ts'
import { detailsOf, translationOf } from './view.ts'
import type { HeygenWebhooks } from './webhooks.ts'

const PATH = '/v3/video-translations'

/** Creates the routes of single translations. */
export function translationRoutes(
  backend: Backend,
  webhooks: HeygenWebhooks,
): Readonly<Record<string, Handler>> {
  const { jobs } = backend
  const respond = (job: SimulatedJob) => Response.json({ data: translationOf(jobs.view(job), backend) })
  return {
    [`POST ${PATH}`]: (call) =>
      keyed(call, backend, async () => {
        const payload = readPayload(await call.json(), backend, 'translation')
        const made = createJobs(call, payload, backend, webhooks)
        return Response.json({ data: { video_translation_ids: made.map(({ id }) => id) } })
      }),
    [`GET ${PATH}`]: (call) => {
      const all = jobs.list().filter(isTranslation).toReversed()
      const { items, ...rest } = pageOf(call, all, ({ id }) => id)
      return Response.json({ data: items.map((job) => translationOf(jobs.view(job), backend)), ...rest })
    },
    [`GET ${PATH}/languages`]: () => Response.json({ data: { languages: HEYGEN_LANGUAGES } }),
    [`GET ${PATH}/:id`]: (call) => {
      const job = findTranslation(call, backend)
      return Response.json({ data: translationOf(call.countRequest(job), backend) })
    },
    [`PATCH ${PATH}/:id`]: async (call) => {
      const job = findTranslation(call, backend)
      const title = textIn((await call.json())['title'])
      if (title === undefined) throw invalidParameter('title', 'title is required')
      detailsOf(job).title = title
      return respond(job)
    },
    [`DELETE ${PATH}/:id`]: (call) => {
      const { id } = findTranslation(call, backend)
      jobs.delete(id)
      return Response.json({ data: { id } })
    },
  }
}

function findTranslation({ params: { id = '' } }: Call, { jobs }: Backend): SimulatedJob {
  const job = jobs.get(id)
  if (job && isTranslation(job)) return job
  throw notFound('Video translation', id)
}

export function isTranslation(job: SimulatedJob): boolean {
  return detailsOf(job).kind === 'translation'
}
