import { isFinal } from 'video-translation-client'
import type { JobView } from '../../backend/job-view.ts'

/** `DubbingMetadataResponse` of the SDK. */
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
 * A dub says `dubbing`, `dubbed` or `failed`. The list can be filtered by `queued` and `preparing` as well, but no answer says
 * them. There is no word for a dub that waits for a person.
 */
function wordOf({ status, rawStatus }: JobView): string {
  if (rawStatus) return rawStatus
  if (status === 'completed') return 'dubbed'
  return isFinal(status) ? 'failed' : 'dubbing'
}

/** As in the example of the vendor's reference for this endpoint: in UTC, with microseconds, and without saying so. */
function zoneless(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000')
}
