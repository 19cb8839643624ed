import type { Call, Handler } from '../../serving/call.ts'
import type { Upload } from '../../world/uploads.ts'
import type { World } from '../../world/world.ts'
import { keyed } from './heygen-create.ts'
import { invalidParameter } from './heygen-errors.ts'

const MOST_BYTES = 32 * 2 ** 20

/** Files that clients send through the API. */
export function assetRoutes(world: World): Readonly<Record<string, Handler>> {
  const { uploads } = world
  return {
    'POST /v3/assets': (call) =>
      keyed(call, world, async () => {
        const { file } = await call.fields()
        if (!(file instanceof File)) throw invalidParameter('file', 'file is required')
        if (file.size > MOST_BYTES) throw invalidParameter('file', 'The file is larger than 32 MB')
        const upload = uploads.create({ name: file.name, mediaType: file.type || 'video/mp4' })
        await uploads.receive(upload, file)
        upload.complete = true
        return Response.json({ data: assetOf(call, upload) })
      }),
  }
}

export function assetOf({ origin }: Call, { id, name, mediaType, bytes }: Upload) {
  const url = `${origin}/_assets/${id}/${encodeURIComponent(name ?? 'source')}`
  return { asset_id: id, url, mime_type: mediaType, size_bytes: bytes }
}
