import { isFinal } from 'video-translation-client'
import type { JobView } from '../../backend/job-view.ts'

/** Writes a `DubbingMetadataResponse` of the SDK. */
export function viewDub(view: JobView) {
  const { job } = view
  const { source, details } = job
  const status = wordOf(view)
  return {
    dubbing_id: job.id,
    name: String(details['name']),
    status,
    source_language: source.language ?? (status === 'dubbed' ? 'en' : null),
    target_languages: job.targets.map(({ language }) => language),
    editable: false,
    created_at: zoneless(view.createdAtMs),
    media_metadata: { content_type: String(details['mediaType']), duration: source.durationSeconds ?? 0 },
    error: status === 'failed' ? (view.failure?.message ?? null) : null,
  }
}

/**
 * The word of a dub: `dubbing`, `dubbed` or `failed`. Filters of the list also know `queued` and
 * `preparing`, but no answer has them; a dub that waits for a person has no word of its own.
 */
function wordOf({ status, rawStatus }: JobView): string {
  if (rawStatus) return rawStatus
  if (status === 'completed') return 'dubbed'
  return isFinal(status) ? 'failed' : 'dubbing'
}

/** Writes UTC with microseconds and without a zone, like the example in the vendor's reference. */
function zoneless(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000')
}
