import type { VideoTranslationClient } from './client.ts'
import { httpOf } from './client-http.ts'
import type { UploadSource } from './upload/parts.ts'
import { upload, type UploadOptions } from './upload/upload.ts'

/** How to upload. */
export type UploadToOptions = Omit<UploadOptions, 'http'>

/**
 * Uploads a source without starting a translation yet. Give the id that it resolves with to `create` as
 * `{ source: { upload: id } }`. `create` does both when it is given the source itself.
 */
export async function uploadTo(
  client: VideoTranslationClient,
  source: UploadSource,
  options: UploadToOptions = {},
): Promise<string> {
  return await upload(source, { ...options, http: httpOf(client) })
}
