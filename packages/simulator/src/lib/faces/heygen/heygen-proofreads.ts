import type { Call, Handler } from '../../serving/call.ts'
import type { Job } from '../../world/job.ts'
import type { World } from '../../world/world.ts'
import { createJobs, keyed } from './heygen-create.ts'
import { invalidParameter, notFound } from './heygen-errors.ts'
import { readDetails, readPayload } from './heygen-payload.ts'
import { detailsOf, proofreadOf, subtitlesOf } from './heygen-view.ts'
import type { HeygenWebhooks } from './heygen-webhooks.ts'

const PATH = '/v3/video-translations/proofreads'

/** Sessions in which a person edits the subtitles before the video is made. */
export function proofreadRoutes(world: World, webhooks: HeygenWebhooks): Readonly<Record<string, Handler>> {
  const { jobs } = world
  return {
    [`POST ${PATH}`]: (call) =>
      keyed(call, world, async () => {
        const payload = readPayload(await call.json(), world, 'proofread')
        const made = createJobs(call, payload, world, webhooks)
        return Response.json({ data: { proofread_ids: made.map(({ id }) => id), status: 'processing' } })
      }),
    [`GET ${PATH}/:id`]: (call) => Response.json({ data: proofreadOf(call.look(find(call))) }),
    [`GET ${PATH}/:id/srt`]: (call) => Response.json({ data: subtitlesOf(jobs.see(findReady(call)), world) }),
    [`PUT ${PATH}/:id/srt`]: async (call) => {
      const { srt } = await call.json()
      if (typeof srt !== 'object' || srt === null) throw invalidParameter('srt', 'srt is required')
      return Response.json({ data: proofreadOf(jobs.see(findReady(call))) })
    },
    [`POST ${PATH}/:id/generate`]: (call) =>
      keyed(call, world, async () => {
        const { source, targets, details } = findReady(call)
        const languages = targets.map(({ language }) => language)
        const own = readDetails({ title: details['title'], ...(await call.json()) }, 'translation')
        const [made] = createJobs(call, { source, languages, details: own }, world, webhooks)
        return Response.json({ data: { video_translation_id: made?.id, status: 'processing' } })
      }),
  }

  function find({ params: { id = '' } }: Call): Job {
    const job = jobs.get(id)
    if (job && detailsOf(job).kind === 'proofread') return job
    throw notFound('Proofread', id)
  }

  function findReady(call: Call): Job {
    const job = find(call)
    if (jobs.see(job).status === 'completed') return job
    throw invalidParameter('proofread_id', `Proofread ${job.id} is not completed`)
  }
}
