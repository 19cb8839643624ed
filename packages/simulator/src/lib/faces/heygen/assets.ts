import type { Call, Handler } from '../../serving/call.ts'
import type { Upload } from '../../backend/uploads.ts'
import type { Backend } from '../../backend/backend.ts'
import { keyed } from './create.ts'
import { invalidParameter } from './errors.ts'

const MAX_BYTES = 32 * 2 ** 20

/** Creates the route for files that clients send through the API. */
export function assetRoutes(backend: Backend): Readonly<Record<string, Handler>> {
  const { uploads } = backend
  return {
    'POST /v3/assets': (call) =>
      keyed(call, backend, async () => {
        const { file } = await call.fields()
        if (!(file instanceof File)) throw invalidParameter('file', 'file is required')
        if (file.size > MAX_BYTES) throw invalidParameter('file', 'The file is larger than 32 MB')
        const upload = uploads.create({ name: file.name, mediaType: file.type || 'video/mp4' })
        await uploads.receive(upload, file)
        if (isSubtitles(upload)) upload.details['text'] = await file.slice(0, MAX_SUBTITLES_BYTES).text()
        upload.complete = true
        return Response.json({ data: assetOf(call, upload) })
      }),
  }
}

/** Bytes of subtitles that are kept. All other files are thrown away. */
const MAX_SUBTITLES_BYTES = 2 ** 20

/** Whether a file is one of subtitles, which a proofreading session can take. */
export function isSubtitles({ name, mediaType }: Upload): boolean {
  return mediaType === 'application/x-subrip' || /\.srt$/i.test(name ?? '')
}

export function assetOf({ origin }: Call, { id, name, mediaType, bytes }: Upload) {
  const url = `${origin}/_assets/${id}/${encodeURIComponent(name ?? 'source')}`
  return { asset_id: id, url, mime_type: mediaType, size_bytes: bytes }
}
