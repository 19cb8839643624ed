import type { Fields } from '../../serving/body.ts'
import type { Call, Handler } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { Ids } from '../../backend/ids.ts'
import type { Upload } from '../../backend/uploads.ts'
import type { Backend } from '../../backend/backend.ts'
import { assetOf, isSubtitles } from './assets.ts'
import { keyed } from './create.ts'
import { invalidParameter } from './errors.ts'
import { textIn } from './payload.ts'

const MAX_BYTES = 2 ** 31
const LIFE_SECONDS = 3600
const MEDIA_TYPES = [
  'image/png',
  'image/jpeg',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
  'audio/wav',
  'application/pdf',
  'application/x-subrip',
]

/** Path of the storage that receives the bytes. Its addresses are signed and need no API key. */
export const UPLOAD_PATH = '/_uploads/heygen'

/**
 * Creates the routes for large files: announce the file, put it into the storage, declare it
 * complete.
 */
export function directUploadRoutes(backend: Backend): Readonly<Record<string, Handler>> {
  const { uploads, ids, clock } = backend
  const find = ({ params: { id = '' } }: Call): Upload => {
    const upload = uploads.get(id)
    if (!upload) throw new Refusal(404, 'asset_not_found', `Asset ${id} not found`)
    return upload
  }

  return {
    'POST /v3/assets/direct-uploads': (call) =>
      keyed(call, backend, async () => {
        const untilMs = clock.nowMs() + LIFE_SECONDS * 1000
        const upload = uploads.create(readAnnouncement(await call.json(), ids, untilMs))
        return Response.json({ data: instructionsFor(upload, call) })
      }),
    [`PUT ${UPLOAD_PATH}/:id`]: async (call) => {
      const upload = find(call)
      const { signature, untilMs } = upload.details
      const isSigned = call.url.searchParams.get('signature') === signature
      if (!isSigned || clock.nowMs() > Number(untilMs))
        throw new Refusal(403, 'access_denied', 'The signature of this address is wrong, or it has expired.')
      upload.bytes = 0
      const text = isSubtitles(upload) ? await call.text() : undefined
      if (text !== undefined) upload.details['text'] = text
      await uploads.receive(upload, text === undefined ? call.request.body : new Blob([text]))
      return new Response(null, { status: 200 })
    },
    'POST /v3/assets/:id/complete': (call) => {
      const upload = find(call)
      if (upload.bytes !== (upload.expectedBytes ?? upload.bytes) || upload.bytes === 0)
        throw invalidParameter('asset_id', `Asset ${upload.id} has ${upload.bytes} bytes`)
      upload.complete = true
      return Response.json({ data: { ...assetOf(call, upload), status: 'completed' } })
    },
  }
}

function readAnnouncement(fields: Fields, ids: Ids, untilMs: number): Partial<Omit<Upload, 'id' | 'bytes'>> {
  const { filename, content_type: type, size_bytes: bytes } = fields
  const name = textIn(filename)
  const mediaType = textIn(type)
  if (!name) throw invalidParameter('filename', 'filename is required')
  if (!mediaType || !MEDIA_TYPES.includes(mediaType))
    throw invalidParameter('content_type', `Unsupported type: ${String(type)}`)
  const fits = Number.isSafeInteger(bytes) && Number(bytes) > 0 && Number(bytes) <= MAX_BYTES
  if (!fits) throw invalidParameter('size_bytes', 'size_bytes must be the exact size of the file')
  const details = { signature: ids.hex('signature'), untilMs }
  return { name, mediaType, expectedBytes: Number(bytes), details }
}

function instructionsFor({ id, mediaType, details }: Upload, { origin }: Call) {
  return {
    asset_id: id,
    upload_url: `${origin}${UPLOAD_PATH}/${id}?signature=${String(details['signature'])}`,
    upload_headers: { 'content-type': mediaType },
    max_bytes: MAX_BYTES,
    expires_in_seconds: LIFE_SECONDS,
    status: 'pending_upload',
  }
}
