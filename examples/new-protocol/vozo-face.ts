// Plays Vozo's API, so that its protocol can be tried without a key and without paying.
import type { Stage } from 'video-translation-client'
import {
  type Backend,
  type Face,
  type JobView,
  Refusal,
  type SimulatedJob,
} from 'video-translation-simulator'

const LINK_LIFE_MS = 24 * 3600_000

export const vozoFace: Face = {
  name: 'vozo',
  description: 'The API of Vozo: /v1/media/translate.',
  routes: (backend) => ({
    'POST /v1/media/translate': async (call) => {
      const { media_url, target_language } = await call.fields()
      if (typeof media_url !== 'string' || typeof target_language !== 'string')
        throw new Refusal(400, 'bad_request', 'media_url and target_language are needed.')
      const { id } = backend.jobs.create({
        id: backend.ids.hex('task'),
        targets: [target_language],
        source: { url: media_url },
        scenario: call.scenario(media_url),
        origin: call.origin,
      })
      return Response.json({ task_id: id })
    },
    'GET /v1/media/translate/:id': ({ params: { id = '' }, countRequest }) => {
      const job = backend.jobs.get(id)
      if (!job) throw new Refusal(404, 'not_found', `There is no task ${id}.`)
      return Response.json(statusOf(countRequest(job), backend))
    },
  }),
  admit({ header }) {
    if (!/^bearer .+/i.test(header('authorization') ?? ''))
      throw new Refusal(401, 'unauthorized', 'Send a key.')
  },
  refuse: ({ status, code, message }) => Response.json({ err_code: code, err_message: message }, { status }),
}

const WORDS = {
  prepare: 'preprocessing',
  transcribe: 'transcribing',
  translate: 'translating',
  synthesize: 'dubbing',
  render: 'rendering',
} satisfies Record<Stage, string>

function statusOf(view: JobView, backend: Backend) {
  const { job, failure, targets } = view
  return {
    status: wordFor(view),
    ...(failure && { err_code: failure.code, err_message: failure.message }),
    ...(targets[0]?.hasFiles && { result: linksTo(job, backend) }),
  }
}

function wordFor({ status, rawStatus, stage }: JobView): string {
  if (rawStatus) return rawStatus
  if (status === 'completed') return 'done'
  if (status === 'error' || status === 'canceled') return 'failed'
  return stage ? WORDS[stage] : 'queuing'
}

function linksTo(job: SimulatedJob, { files }: Backend) {
  const link = (name: string): string => files.link(job, name, LINK_LIFE_MS).url
  return { video_url: link('dub.mp4'), audio_url: link('dub.mp3'), subtitle_url: link('dub.srt') }
}
