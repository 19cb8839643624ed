import type { TargetStatus } from 'video-translation-client'
import type { SimulatedJob } from '../../backend/job.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { TargetView } from '../../backend/target-view.ts'
import type { Backend } from '../../backend/backend.ts'
import type { HeygenDetails } from './payload.ts'
import { SUBTITLES } from './subtitles.ts'

type Vocabulary = Readonly<Record<TargetStatus, string>>

const SINGLE: Vocabulary = {
  pending: 'pending',
  running: 'running',
  needs_input: 'running',
  completed: 'completed',
  error: 'failed',
  canceled: 'failed',
}
const LEGACY: Vocabulary = { ...SINGLE, completed: 'success' }
const BULK: Vocabulary = { ...SINGLE, pending: 'queued', running: 'processing', needs_input: 'processing' }
const PROOFREAD: Vocabulary = { ...BULK, pending: 'processing' }

/** Life of URLs in the documents of version 2. Those of version 3 name none. */
const URL_LIFE_MS = 7 * 86_400_000

export function detailsOf(job: SimulatedJob): HeygenDetails {
  return job.details as unknown as HeygenDetails
}

/** Writes the answer to `GET /v3/video-translations/{id}`. */
export function translationOf(view: JobView, backend: Backend) {
  const { job } = view
  const target = onlyTarget(view)
  const { title, callbackId, isSoundAlone } = detailsOf(job)
  return {
    id: job.id,
    status: wordFor(target, SINGLE),
    title: title ?? null,
    input_language: job.source.language ?? null,
    output_language: target.language,
    duration: job.source.durationSeconds ?? null,
    translate_audio_only: isSoundAlone,
    callback_id: callbackId ?? null,
    created_at: secondsOf(job.createdAtMs),
    failure_message: target.failure?.message ?? null,
    ...urlsOf(view, backend),
  }
}

/** URLs of a completed job. Captions need `enable_caption`. */
function urlsOf(view: JobView, { files }: Backend) {
  const { hasCaptions } = detailsOf(view.job)
  const { hasFiles } = onlyTarget(view)
  const link = (name: string, isWanted = true) =>
    hasFiles && isWanted ? files.link(view.job, name, URL_LIFE_MS).url : null
  return {
    video_url: link('video.mp4'),
    audio_url: link('audio.mp3'),
    srt_caption_url: link('captions.srt', hasCaptions),
    vtt_caption_url: link('captions.vtt', hasCaptions),
  }
}

/** Writes the answer to `GET /v2/video_translate/{id}`. */
export function legacyOf(view: JobView, backend: Backend) {
  const { job } = view
  const target = onlyTarget(view)
  return {
    video_translate_id: job.id,
    title: detailsOf(job).title ?? null,
    status: wordFor(target, LEGACY),
    url: urlsOf(view, backend).video_url,
    message: target.failure?.message ?? null,
  }
}

/** Writes an item of `statuses` or of a batch, which calls its id `video_id`. */
export function bulkOf(view: JobView) {
  const target = onlyTarget(view)
  const { failure } = target
  return {
    video_id: view.job.id,
    status: wordFor(target, BULK),
    error: failure ? { code: 'translation_failed', message: failure.message } : null,
  }
}

/** Writes the answer to `GET /v3/video-translations/proofreads/{id}`. */
export function proofreadOf(view: JobView) {
  const { job } = view
  const target = onlyTarget(view)
  return {
    id: job.id,
    status: wordFor(target, PROOFREAD),
    title: detailsOf(job).title ?? null,
    input_language: job.source.language ?? null,
    output_language: target.language,
    submitted_for_review: false,
    created_at: secondsOf(job.createdAtMs),
    failure_message: target.failure?.message ?? null,
  }
}

export function subtitlesOf({ job }: JobView, { files }: Backend) {
  return { srt_url: files.link(job, SUBTITLES, URL_LIFE_MS).url, original_srt_url: null }
}

/** Writes the webhook event for the end of a translation or a proofread. */
export function endOf(view: JobView, backend: Backend): { event: string; data: Record<string, unknown> } {
  const { job } = view
  const target = onlyTarget(view)
  const { kind, callbackId } = detailsOf(job)
  const isSuccess = target.status === 'completed'
  const id = kind === 'proofread' ? { proofread_id: job.id } : { video_translate_id: job.id }
  const result = isSuccess
    ? { ...(kind === 'translation' && { url: urlsOf(view, backend).video_url }) }
    : { message: target.failure?.message ?? 'The translation failed.' }
  return {
    event: `${kind === 'proofread' ? 'proofread_creation' : 'video_translate'}.${isSuccess ? 'success' : 'fail'}`,
    data: { ...id, ...result, callback_id: callbackId ?? null, output_language: target.language },
  }
}

export function secondsOf(atMs: number): number {
  return Math.floor(atMs / 1000)
}

function wordFor({ rawStatus, status }: TargetView, words: Vocabulary): string {
  return rawStatus ?? words[status]
}

/** Each job of this face has exactly one target. */
function onlyTarget({ targets }: JobView): TargetView {
  return targets[0] as TargetView
}
