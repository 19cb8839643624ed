import type { TargetStatus } from 'video-translation-client'
import type { Job } from '../../world/job.ts'
import type { Seen } from '../../world/seen.ts'
import type { SeenTarget } from '../../world/seen-target.ts'
import type { World } from '../../world/world.ts'
import type { HeygenDetails } from './heygen-payload.ts'

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

/** As long as version 2 says; version 3 says nothing. */
const URL_LIFE_MS = 7 * 86_400_000

export function detailsOf(job: Job): HeygenDetails {
  return job.details as unknown as HeygenDetails
}

/** `GET /v3/video-translations/{id}`. */
export function translationOf(seen: Seen, world: World) {
  const { job } = seen
  const target = onlyTarget(seen)
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
    ...urlsOf(seen, world),
  }
}

/** Only when completed; captions where they were asked for. */
function urlsOf(seen: Seen, { files }: World) {
  const { hasCaptions } = detailsOf(seen.job)
  const { hasFiles } = onlyTarget(seen)
  const link = (name: string, isWanted = true) =>
    hasFiles && isWanted ? files.link(seen.job, name, URL_LIFE_MS).url : null
  return {
    video_url: link('video.mp4'),
    audio_url: link('audio.mp3'),
    srt_caption_url: link('captions.srt', hasCaptions),
    vtt_caption_url: link('captions.vtt', hasCaptions),
  }
}

/** `GET /v2/video_translate/{id}`. */
export function legacyOf(seen: Seen, world: World) {
  const { job } = seen
  const target = onlyTarget(seen)
  return {
    video_translate_id: job.id,
    title: detailsOf(job).title ?? null,
    status: wordFor(target, LEGACY),
    url: urlsOf(seen, world).video_url,
    message: target.failure?.message ?? null,
  }
}

/** One entry of `statuses`, and of a batch: its id is called `video_id`. */
export function bulkOf(seen: Seen) {
  const target = onlyTarget(seen)
  const { failure } = target
  return {
    video_id: seen.job.id,
    status: wordFor(target, BULK),
    error: failure ? { code: 'translation_failed', message: failure.message } : null,
  }
}

/** `GET /v3/video-translations/proofreads/{id}`. */
export function proofreadOf(seen: Seen) {
  const { job } = seen
  const target = onlyTarget(seen)
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

export function subtitlesOf({ job }: Seen, { files }: World) {
  return { srt_url: files.link(job, 'subtitles.srt', URL_LIFE_MS).url, original_srt_url: null }
}

/** The end of a translation or a session, as webhooks tell it; nothing where it is no end that they know. */
export function endOf(seen: Seen, world: World): { event: string; data: Record<string, unknown> } {
  const { job } = seen
  const target = onlyTarget(seen)
  const { kind, callbackId } = detailsOf(job)
  const isSuccess = target.status === 'completed'
  const id = kind === 'proofread' ? { proofread_id: job.id } : { video_translate_id: job.id }
  const result = isSuccess
    ? { ...(kind === 'translation' && { url: urlsOf(seen, world).video_url }) }
    : { message: target.failure?.message ?? 'The translation failed.' }
  return {
    event: `${kind === 'proofread' ? 'proofread_creation' : 'video_translate'}.${isSuccess ? 'success' : 'fail'}`,
    data: { ...id, ...result, callback_id: callbackId ?? null, output_language: target.language },
  }
}

export function secondsOf(atMs: number): number {
  return Math.floor(atMs / 1000)
}

function wordFor({ rawStatus, status }: SeenTarget, words: Vocabulary): string {
  return rawStatus ?? words[status]
}

/** Each job of this face has one. */
function onlyTarget({ targets }: Seen): SeenTarget {
  return targets[0] as SeenTarget
}
