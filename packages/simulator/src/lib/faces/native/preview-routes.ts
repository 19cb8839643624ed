import type { Backend } from '../../backend/backend.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { sheetOf } from '../../cues/job-cues.ts'
import { sampleFit } from '../../cues/sample-cues.ts'
import { Refusal } from '../../refusal.ts'
import type { Fields } from '../../serving/body.ts'
import type { Call, Handler } from '../../serving/call.ts'
import { requireCues } from './cue-routes.ts'
import { detailsOf, type StoredPreview } from './details.ts'
import { playbackOf, PROXY_FILE, requireSource } from './playback.ts'
import { invalid } from './problem.ts'

const PATH = '/v1/translations/:id'

/** Creates the routes that let a person hear a line, and play a small copy of the source. */
export function previewRoutes(
  backend: Backend,
  find: (call: Call) => SimulatedJob,
): Readonly<Record<string, Handler>> {
  return {
    [`POST ${PATH}/previews`]: async (call) => {
      const job = find(call)
      const preview = speak(job, readPreview(job, await call.json(), backend), backend)
      const location = `/v1/translations/${job.id}/previews/${preview.id}`
      return Response.json(viewPreview(preview, job, backend), { status: 201, headers: { location } })
    },
    [`GET ${PATH}/previews/:preview`]: (call) => {
      const job = find(call)
      const preview = detailsOf(job).previews.find(({ id }) => id === call.params['preview'])
      if (preview) return Response.json(viewPreview(preview, job, backend))
      const detail = `The translation ${job.id} has no preview ${call.params['preview']}. They are kept for an hour.`
      throw new Refusal(404, 'preview_not_found', detail)
    },
    [`GET ${PATH}/cues/:cue/audio`]: (call) => {
      const job = find(call)
      const target = call.url.searchParams.get('target')
      const line = readPreview(job, { target, cue: call.params['cue'] }, backend)
      const { id } = speak(job, line, backend)
      return backend.files.serve(job, clipName(id), call.header('range'))
    },
    [`POST ${PATH}/proxy`]: (call) => proxyOf(find(call), backend),
    [`GET ${PATH}/proxy`]: (call) => proxyOf(find(call), backend),
  }
}

type Line = Pick<StoredPreview, 'target' | 'cue' | 'text' | 'voice' | 'fit'>

const MAX_TEXT = 500

/** Reads what to speak. Without a text, it is that of the cue. */
function readPreview(job: SimulatedJob, fields: Fields, backend: Backend): Line {
  const { target, voice } = fields
  if (!job.targets.some(({ language }) => language === target))
    throw invalid('/target', `There is no target \`${String(target)}\`.`)
  const found = fields['cue'] === undefined ? undefined : findCue(job, fields['cue'], backend)
  const own = found?.targets[String(target)]
  const text = fields['text'] ?? own?.text ?? ''
  if (typeof text !== 'string' || text.length > MAX_TEXT)
    throw invalid('/text', `It must be a text of at most ${MAX_TEXT} characters.`)
  if (text.trim() === '')
    throw new Refusal(422, 'nothing_to_speak', 'There is nothing to speak in this line.')
  const chosen = voice ?? own?.voice
  return {
    target: String(target),
    text,
    ...(found && { cue: found.id, fit: sampleFit(text, slotOf(job, found.id)) }),
    ...(typeof chosen === 'string' && { voice: chosen }),
  }
}

function findCue(job: SimulatedJob, id: unknown, backend: Backend) {
  requireCues(job, backend)
  const found = sheetOf(detailsOf(job).cues).cues.find((cue) => cue.id === id)
  if (found) return found
  throw invalid('/cue', `There is no cue \`${String(id)}\`.`)
}

/** Seconds until the next line starts. */
function slotOf(job: SimulatedJob, id: string): number {
  const { cues } = sheetOf(detailsOf(job).cues)
  const at = cues.findIndex((cue) => cue.id === id)
  const [cue, next] = [cues[at], cues[at + 1]]
  return cue ? (next?.start ?? cue.end) - cue.start : 0
}

const MAX_PREVIEWS = 20

/** Keeps a clip of silence, as long as a voice would have taken. */
function speak(job: SimulatedJob, line: Line, { ids, clock }: Backend): StoredPreview {
  const { dubSeconds } = line.fit ?? sampleFit(line.text, Infinity)
  const preview = {
    id: `pv_${ids.uuid('preview')}`,
    ...line,
    seconds: dubSeconds,
    createdAtMs: clock.nowMs(),
  }
  const { previews } = detailsOf(job)
  previews.push(preview)
  job.contents.set(clipName(preview.id), { seconds: dubSeconds })
  for (const { id } of previews.splice(0, previews.length - MAX_PREVIEWS)) job.contents.delete(clipName(id))
  return preview
}

function clipName(id: string): string {
  return `${id}.wav`
}

const CLIP_LIFE_MS = 3_600_000

function viewPreview({ createdAtMs, ...preview }: StoredPreview, job: SimulatedJob, { files }: Backend) {
  const name = clipName(preview.id)
  const { url, expiresAtMs } = files.link(job, name, CLIP_LIFE_MS)
  return {
    ...preview,
    status: 'completed',
    clip: { name, mediaType: 'audio/wav', url, urlExpiresAt: new Date(expiresAtMs).toISOString() },
    createdAt: new Date(createdAtMs).toISOString(),
  }
}

/** The source is small already, so its copy is there at once. */
function proxyOf(job: SimulatedJob, backend: Backend): Response {
  requireSource(backend.jobs.view(job))
  const [file] = playbackOf([[PROXY_FILE, 'proxy']], job, backend)
  return Response.json({ status: 'completed', file })
}
