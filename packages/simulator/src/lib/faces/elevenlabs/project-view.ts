import type { JobView } from '../../backend/job-view.ts'
import type { TargetView } from '../../backend/target-view.ts'
import type { Backend } from '../../backend/backend.ts'
import { detailsOf, type Language, projectStatus } from './project.ts'
import { syncTranslations } from './transcript.ts'

/** Writes a `DubbingProjectResponse` of the SDK. In a list, `language_ids` is empty. */
export function viewProject(view: JobView, listed = false) {
  const { job } = view
  const { languages, modelId, webhookIds, revision } = detailsOf(job)
  const status = projectStatus(view)
  return {
    project_id: job.id,
    status,
    reference: job.reference ?? null,
    source_language: job.source.language ?? null,
    model_id: modelId,
    media: status === 'ready' ? mediaOf(view) : null,
    language_ids: listed ? [] : languages.map(({ id }) => id),
    webhook_ids: webhookIds,
    revision,
    error: status === 'failed' ? errorOf('source_unreadable', view.failure?.message) : null,
    warnings: [],
    created_at: instant(view.createdAtMs),
    updated_at: instant(view.updatedAtMs),
  }
}

function mediaOf({ job: { source, details } }: JobView) {
  const mediaType = String(details['mediaType'])
  return {
    filename: source.name ?? null,
    duration_s: source.durationSeconds ?? 0,
    has_video: mediaType.startsWith('video/'),
    mime_type: mediaType,
  }
}

/** Life of the vendor's signed links: one hour. */
const LINK_LIFE_MS = 3_600_000

/** Writes a `DubbingLanguageResponse` of the SDK. */
export function viewLanguage(view: JobView, language: Language, { files }: Backend) {
  const { job } = view
  syncTranslations(view)
  const target = view.targets.find((each) => each.language === language.language)
  const status = target ? languageStatus(target, language, view) : 'queued'
  const link = (ending: string): string => files.link(job, `${language.language}.${ending}`, LINK_LIFE_MS).url
  return {
    language_id: language.id,
    project_id: job.id,
    target_language: language.language,
    status,
    model_id: detailsOf(job).modelId,
    voice_settings: language.voiceSettings ?? null,
    outputs:
      target?.hasFiles || isDubbedAgain(target, language)
        ? { lossless_audio: link('flac'), subtitles: link('vtt') }
        : null,
    revision: language.revision,
    output_revision: language.outputRevision ?? null,
    error: status === 'failed' ? failureOf(target, view) : null,
    warnings: [],
    created_at: instant(language.createdAtMs),
    updated_at: instant(target?.endedAtMs ?? target?.startedAtMs ?? language.createdAtMs),
  }
}

/** While a language is dubbed again, its old output stays. No document says so. */
function isDubbedAgain(target: TargetView | undefined, { outputRevision }: Language): boolean {
  return target?.status !== 'completed' && outputRevision !== undefined
}

/**
 * The word of a language, which is `queued` until the project is ready. The vendor has no word for
 * `needs_input`.
 */
function languageStatus(target: TargetView, language: Language, view: JobView): string {
  if (target.rawStatus) return target.rawStatus
  if (target.status === 'completed')
    return language.outputRevision === language.revision ? 'completed' : 'stale'
  if (target.status === 'error' || target.status === 'canceled') return 'failed'
  return target.status === 'pending' || projectStatus(view) !== 'ready' ? 'queued' : 'processing'
}

function failureOf(target: TargetView | undefined, view: JobView) {
  return projectStatus(view) === 'failed'
    ? errorOf('project_failed', 'The project failed.')
    : errorOf('internal_error', target?.failure?.message)
}

/**
 * Writes a failure in both published shapes: `{code, message, retryable}` of the vendor's OpenAPI
 * document, and `{message_type, error}` of its reference and SDK.
 */
function errorOf(code: string, message = 'The dub failed.') {
  return { code, message, retryable: true, message_type: 'error', error: message }
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString()
}
