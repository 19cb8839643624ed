import type { Call, Http } from '../http/http.ts'
import { isStatus } from '../http/problem.ts'
import { isRefusal } from '../http/retry.ts'
import type { UploadSource } from './parts.ts'
import { removeUpload, upload, type UploadOptions } from './upload.ts'

/** A create request whose source is uploaded first. */
export interface CreateWithUpload<Created> {
  source: UploadSource
  /** The request without its source. */
  request: object
  options: UploadOptions
  /** Creates from the upload of this id. */
  create(upload: string): Promise<Created>
}

/**
 * Has the server check the request, uploads the source, and creates. If the server refuses the
 * create after all, the upload is removed.
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

/** Rejects as the create would. Older servers lack the route and refuse only the create itself. */
async function refuseEarly(http: Http, request: object): Promise<void> {
  const call: Call = { method: 'POST', path: '/v1/translations/validate', json: request }
  await http
    .send(call, () => {})
    .catch((error: unknown) => {
      if (!isStatus(error, 404, 405)) throw error
    })
}
