import type { Call, Handler } from '../../serving/call.ts'
import type { Job } from '../../world/job.ts'
import type { World } from '../../world/world.ts'
import { createJobs, keyed } from './heygen-create.ts'
import { invalidParameter, notFound } from './heygen-errors.ts'
import { HEYGEN_LANGUAGES } from './heygen-languages.ts'
import { pageOf } from './heygen-page.ts'
import { readPayload, textIn } from './heygen-payload.ts'
import { detailsOf, translationOf } from './heygen-view.ts'
import type { HeygenWebhooks } from './heygen-webhooks.ts'

const PATH = '/v3/video-translations'

/** Translations, one by one. */
export function translationRoutes(world: World, webhooks: HeygenWebhooks): Readonly<Record<string, Handler>> {
  const { jobs } = world
  const tell = (job: Job) => Response.json({ data: translationOf(jobs.see(job), world) })
  return {
    [`POST ${PATH}`]: (call) =>
      keyed(call, world, async () => {
        const payload = readPayload(await call.json(), world, 'translation')
        const made = createJobs(call, payload, world, webhooks)
        return Response.json({ data: { video_translation_ids: made.map(({ id }) => id) } })
      }),
    [`GET ${PATH}`]: (call) => {
      const all = jobs.list().filter(isTranslation).toReversed()
      const { items, ...rest } = pageOf(call, all, ({ id }) => id)
      return Response.json({ data: items.map((job) => translationOf(jobs.see(job), world)), ...rest })
    },
    [`GET ${PATH}/languages`]: () => Response.json({ data: { languages: HEYGEN_LANGUAGES } }),
    [`GET ${PATH}/:id`]: (call) => {
      const job = findTranslation(call, world)
      return Response.json({ data: translationOf(call.look(job), world) })
    },
    [`PATCH ${PATH}/:id`]: async (call) => {
      const job = findTranslation(call, world)
      const title = textIn((await call.json())['title'])
      if (title === undefined) throw invalidParameter('title', 'title is required')
      detailsOf(job).title = title
      return tell(job)
    },
    [`DELETE ${PATH}/:id`]: (call) => {
      const { id } = findTranslation(call, world)
      jobs.delete(id)
      return Response.json({ data: { id } })
    },
  }
}

function findTranslation({ params: { id = '' } }: Call, { jobs }: World): Job {
  const job = jobs.get(id)
  if (job && isTranslation(job)) return job
  throw notFound('Video translation', id)
}

export function isTranslation(job: Job): boolean {
  return detailsOf(job).kind === 'translation'
}
