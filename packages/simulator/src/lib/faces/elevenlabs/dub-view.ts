import type { Seen } from '../../world/seen.ts'

/** `DubbingMetadataResponse` of the SDK. */
export function viewDub(seen: Seen) {
  const { job, status } = seen
  const { source, details } = job
  return {
    dubbing_id: job.id,
    name: String(details['name']),
    status: wordOf(seen),
    source_language: source.language ?? (status === 'completed' ? 'en' : null),
    target_languages: job.targets.map(({ language }) => language),
    editable: false,
    created_at: zoneless(seen.createdAtMs),
    media_metadata: { content_type: String(details['mediaType']), duration: source.durationSeconds ?? 0 },
    error: wordOf(seen) === 'failed' ? (seen.failure?.message ?? null) : null,
  }
}

/** The words that the list can be filtered by. There is none for a dub that waits for a person. */
function wordOf({ status, stage, rawStatus }: Seen): string {
  if (rawStatus) return rawStatus
  if (status === 'completed') return 'dubbed'
  if (status === 'error' || status === 'canceled' || status === 'partial') return 'failed'
  if (status === 'pending') return 'queued'
  return stage === 'prepare' || stage === 'transcribe' ? 'preparing' : 'dubbing'
}

/** As in the example of the vendor's reference for this endpoint: in UTC, with microseconds, and without saying so. */
function zoneless(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000')
}
