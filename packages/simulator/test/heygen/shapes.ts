/**
 * The members of HeyGen's answers. A type with `?` may be null or missing; a list of words is an
 * enumeration.
 *
 * Sources: the OpenAPI document in `heygen-com/heygen-cli` (`gen/video-translate.go`,
 * `gen/video-translation-batch.go`, `gen/asset.go`, `gen/webhook.go`);
 * developers.heygen.com/docs/upload-assets for `direct` and `completed`, and docs/error-codes for
 * `error`; docs.heygen.com for `legacy` and `event` (`video-translate-status`,
 * `using-heygens-webhook-events`).
 */
export const SHAPES = {
  created: { video_translation_ids: 'list' },
  translation: {
    id: 'string',
    status: ['pending', 'running', 'completed', 'failed'],
    title: 'string?',
    input_language: 'string?',
    output_language: 'string?',
    duration: 'number?',
    translate_audio_only: 'boolean?',
    callback_id: 'string?',
    created_at: 'integer?',
    failure_message: 'string?',
    video_url: 'string?',
    audio_url: 'string?',
    srt_caption_url: 'string?',
    vtt_caption_url: 'string?',
  },
  deleted: { id: 'string' },
  languages: { languages: 'list' },
  status: {
    video_id: 'string?',
    status: ['queued', 'processing', 'completed', 'failed', 'not_found'],
    error: 'object?',
    batch_id: 'string?',
    item_index: 'integer?',
  },
  batch: {
    batch_id: 'string',
    title: 'string?',
    status: ['processing', 'completed', 'failed'],
    total_items: 'integer',
    counts_by_status: 'object',
    created_at: 'integer',
    items: 'list',
    has_more: 'boolean',
    next_token: 'string?',
  },
  item: {
    item_index: 'integer',
    video_id: 'string?',
    status: ['queued', 'processing', 'completed', 'failed'],
    error: 'object?',
  },
  proofreads: { proofread_ids: 'list', status: ['processing', 'completed', 'failed'] },
  proofread: {
    id: 'string',
    status: ['processing', 'completed', 'failed'],
    title: 'string?',
    input_language: 'string?',
    output_language: 'string?',
    submitted_for_review: 'boolean?',
    created_at: 'integer?',
    failure_message: 'string?',
  },
  subtitles: { srt_url: 'string', original_srt_url: 'string?' },
  generated: { video_translation_id: 'string', status: ['processing', 'completed', 'failed'] },
  asset: { asset_id: 'string', url: 'string', mime_type: 'string', size_bytes: 'integer' },
  direct: {
    asset_id: 'string',
    upload_url: 'string',
    upload_headers: 'object',
    max_bytes: 'integer',
    expires_in_seconds: 'integer',
    status: 'string',
  },
  endpoint: {
    endpoint_id: 'string',
    url: 'string',
    events: 'list?',
    secret: 'string?',
    status: ['enabled', 'disabled'],
    created_at: 'string',
  },
  delivered: { event_id: 'string', event_type: 'string', event_data: 'object', created_at: 'string' },
  legacy: {
    video_translate_id: 'string',
    title: 'string?',
    status: ['pending', 'running', 'success', 'failed'],
    url: 'string?',
    message: 'string?',
  },
  event: { event_type: 'string', event_data: 'object' },
  error: { code: 'string', message: 'string', param: 'string?', doc_url: 'string' },
} as const satisfies Record<string, Shape>

type Shape = Readonly<Record<string, string | readonly string[]>>

/** Lists all differences between a value and a shape, unknown members included. */
export function differences(value: unknown, shape: Shape): string[] {
  if (kindOf(value) !== 'object') return ['no object']
  const members = value as Record<string, unknown>
  const strange = Object.keys(members).filter((name) => !Object.hasOwn(shape, name))
  const wrong = Object.entries(shape).filter(([name, type]) => !fits(members[name], type))
  return [
    ...strange.map((name) => `${name}: not in the document`),
    ...wrong.map(([name, type]) => `${name}: ${JSON.stringify(members[name])} is no ${String(type)}`),
  ]
}

function fits(value: unknown, type: string | readonly string[]): boolean {
  if (typeof type !== 'string') return type.includes(value as string)
  if (value === null || value === undefined) return type.endsWith('?')
  const plain = type.replace('?', '')
  return plain === 'integer' ? Number.isInteger(value) : kindOf(value) === plain
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  return value === null ? 'null' : typeof value
}
