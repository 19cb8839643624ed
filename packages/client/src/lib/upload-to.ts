import type { VideoTranslationClient } from './client.ts'
import { httpOf } from './client-http.ts'
import type { UploadSource } from './upload/parts.ts'
import { upload, type UploadOptions } from './upload/upload.ts'

/** Options of `uploadTo`. */
export type UploadToOptions = Omit<UploadOptions, 'http'>

/**
 * Uploads a source without starting a translation. Pass the id that it resolves with to `create` as
 * `{ source: { upload: id } }`. Given the source itself, `create` uploads it.
 */
export async function uploadTo(
  client: VideoTranslationClient,
  source: UploadSource,
  options: UploadToOptions = {},
): Promise<string> {
  return await upload(source, { ...options, http: httpOf(client) })
}
