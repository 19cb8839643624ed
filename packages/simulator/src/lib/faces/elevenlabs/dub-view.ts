import { isFinal } from 'video-translation-client'
import type { Seen } from '../../world/seen.ts'

/** `DubbingMetadataResponse` of the SDK. */
export function viewDub(seen: Seen) {
  const { job } = seen
  const { source, details } = job
  const status = wordOf(seen)
  return {
    dubbing_id: job.id,
    name: String(details['name']),
    status,
    source_language: source.language ?? (status === 'dubbed' ? 'en' : null),
    target_languages: job.targets.map(({ language }) => language),
    editable: false,
    created_at: zoneless(seen.createdAtMs),
    media_metadata: { content_type: String(details['mediaType']), duration: source.durationSeconds ?? 0 },
    error: status === 'failed' ? (seen.failure?.message ?? null) : null,
  }
}

/**
 * A dub says `dubbing`, `dubbed` or `failed`. The list can be filtered by `queued` and `preparing` as well, but no answer says
 * them. There is no word for a dub that waits for a person.
 */
function wordOf({ status, rawStatus }: Seen): string {
  if (rawStatus) return rawStatus
  if (status === 'completed') return 'dubbed'
  return isFinal(status) ? 'failed' : 'dubbing'
}

/** As in the example of the vendor's reference for this endpoint: in UTC, with microseconds, and without saying so. */
function zoneless(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000')
}
