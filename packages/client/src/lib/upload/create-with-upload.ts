import type { Call, Http } from '../http/http.ts'
import { isStatus } from '../http/problem.ts'
import { isRefusal } from '../http/retry.ts'
import type { UploadSource } from './parts.ts'
import { removeUpload, upload, type UploadOptions } from './upload.ts'

/** A create whose source has to be uploaded first. */
export interface CreateWithUpload<Created> {
  source: UploadSource
  /** The request without its source. */
  request: object
  options: UploadOptions
  /** Creates from the upload of this id. */
  create(upload: string): Promise<Created>
}

/**
 * Has the request checked before a byte is sent, uploads the source, and creates. Where the create is refused all the
 * same, the upload is removed from the server.
 */
export async function createWithUpload<Created>(it: CreateWithUpload<Created>): Promise<Created> {
  const { http } = it.options
  await refuseEarly(http, it.request)
  const id = await upload(it.source, it.options)
  try {
    return await it.create(id)
  } catch (error) {
    if (isRefusal(error)) await removeUpload(http, id)
    throw error
  }
}

/** Rejects with what the create would be refused with. An older server does not know the route: then that comes later. */
async function refuseEarly(http: Http, request: object): Promise<void> {
  const call: Call = { method: 'POST', path: '/v1/translations/validate', json: request }
  await http
    .send(call, () => {})
    .catch((error: unknown) => {
      if (!isStatus(error, 404, 405)) throw error
    })
}
