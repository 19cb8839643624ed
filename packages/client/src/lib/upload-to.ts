import type { VideoTranslationClient } from './client.ts'
import { coreOf } from './client-core.ts'
import type { UploadSource } from './upload/parts.ts'
import { removeUpload, upload, type UploadOptions } from './upload/upload.ts'

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
  return await upload(source, { ...options, http: coreOf(client).http })
}

/** Removes an upload that no translation uses. If that fails, it expires by itself. */
export async function deleteUpload(client: VideoTranslationClient, id: string): Promise<void> {
  await removeUpload(coreOf(client).http, id)
}
