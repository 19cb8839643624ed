import type { Call, Handler } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import { fromBase64 } from '../../backend/hmac.ts'
import type { Upload, Uploads } from '../../backend/uploads.ts'

const TUS = { 'tus-resumable': '1.0.0' }

/** Creates the routes of resumable uploads (tus 1.0): create, append, read the offset, delete. */
export function uploadRoutes(uploads: Uploads): Readonly<Record<string, Handler>> {
  const find = ({ params: { id = '' } }: Call): Upload => {
    const upload = uploads.get(id)
    if (!upload) throw new Refusal(404, 'upload_not_found', `There is no upload ${id}.`)
    return upload
  }

  return {
    'POST /v1/uploads': ({ header, origin }) => {
      const name = fileName(header('upload-metadata'))
      const upload = uploads.create({ ...(name && { name }) })
      settle(upload, header('upload-length'))
      return new Response(null, {
        status: 201,
        headers: { ...TUS, location: `${origin}/v1/uploads/${upload.id}` },
      })
    },
    'HEAD /v1/uploads/:id': (call) => new Response(null, { headers: offsetOf(find(call)) }),
    'PATCH /v1/uploads/:id': async (call) => {
      const upload = find(call)
      if (call.header('upload-offset') !== String(upload.bytes))
        throw new Refusal(409, 'upload_offset_conflict', `The upload has ${upload.bytes} bytes.`)
      await uploads.receive(upload, call.request.body)
      settle(upload, call.header('upload-length'))
      return new Response(null, { status: 204, headers: offsetOf(upload) })
    },
    'DELETE /v1/uploads/:id': (call) => {
      uploads.delete(find(call).id)
      return new Response(null, { status: 204, headers: TUS })
    },
  }
}

/** Notes the length, which may come with the last part only. */
function settle(upload: Upload, length: string | null): void {
  if (length !== null) upload.expectedBytes = Number(length)
  upload.complete = upload.bytes === upload.expectedBytes
}

function offsetOf({ bytes, expectedBytes }: Upload): Record<string, string> {
  const length: Record<string, string> =
    expectedBytes === undefined ? {} : { 'upload-length': String(expectedBytes) }
  return { ...TUS, 'upload-offset': String(bytes), 'cache-control': 'no-store', ...length }
}

/** Reads `filename <base64>` from the metadata. */
function fileName(metadata: string | null): string | undefined {
  const [, encoded] = /(?:^|,)\s*filename ([A-Za-z0-9+/=]+)/.exec(metadata ?? '') ?? []
  if (encoded === undefined) return undefined
  try {
    return new TextDecoder().decode(fromBase64(encoded))
  } catch {
    throw new Refusal(400, 'invalid_request', 'Upload-Metadata: the `filename` must be base64.')
  }
}
