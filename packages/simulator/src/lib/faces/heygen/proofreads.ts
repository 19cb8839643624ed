import type { Call, Handler } from '../../serving/call.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import { createJobs, keyed } from './create.ts'
import { invalidParameter, notFound } from './errors.ts'
import { readDetails, readPayload } from './payload.ts'
import { copySubtitles, replaceSubtitles, writeSampleSubtitles } from './subtitles.ts'
import { detailsOf, proofreadOf, subtitlesOf } from './view.ts'
import type { HeygenWebhooks } from './webhooks.ts'

const PATH = '/v3/video-translations/proofreads'

/**
 * Creates the routes of proofreading, where a person edits the subtitles before the video is made.
 */
export function proofreadRoutes(
  backend: Backend,
  webhooks: HeygenWebhooks,
): Readonly<Record<string, Handler>> {
  const { jobs } = backend
  const find = ({ params: { id = '' } }: Call): SimulatedJob => {
    const job = jobs.get(id)
    if (job && detailsOf(job).kind === 'proofread') return job
    throw notFound('Proofread', id)
  }

  const findReady = (call: Call): SimulatedJob => {
    const job = find(call)
    if (jobs.view(job).status === 'completed') return job
    throw invalidParameter('proofread_id', `Proofread ${job.id} is not completed`)
  }

  return {
    [`POST ${PATH}`]: (call) =>
      keyed(call, backend, async () => {
        const payload = readPayload(await call.json(), backend, 'proofread')
        const made = createJobs(call, payload, backend, webhooks)
        made.forEach(writeSampleSubtitles)
        return Response.json({ data: { proofread_ids: made.map(({ id }) => id), status: 'processing' } })
      }),
    [`GET ${PATH}/:id`]: (call) => Response.json({ data: proofreadOf(call.countRequest(find(call))) }),
    [`GET ${PATH}/:id/srt`]: (call) =>
      Response.json({ data: subtitlesOf(jobs.view(findReady(call)), backend) }),
    [`PUT ${PATH}/:id/srt`]: async (call) => {
      const job = findReady(call)
      await replaceSubtitles(job, (await call.json())['srt'], backend)
      return Response.json({ data: proofreadOf(jobs.view(job)) })
    },
    [`POST ${PATH}/:id/generate`]: (call) =>
      keyed(call, backend, async () => {
        const session = findReady(call)
        const { source, targets, details } = session
        const languages = targets.map(({ language }) => language)
        const own = readDetails({ title: details['title'], ...(await call.json()) }, 'translation')
        const [made] = createJobs(call, { source, languages, details: own }, backend, webhooks)
        if (made) await copySubtitles(session, made)
        return Response.json({ data: { video_translation_id: made?.id, status: 'processing' } })
      }),
  }
}
