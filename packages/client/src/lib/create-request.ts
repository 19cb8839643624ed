import type { UploadSource } from './upload/parts.ts'
import type { CreateTranslationBody } from './translation.ts'

/** The source to translate, and the languages wanted. */
export interface CreateRequest extends Omit<CreateTranslationBody, 'source'> {
  /**
   * The video or audio: a URL that the server can reach, data to upload (a File, Blob, bytes or
   * stream of bytes), or a complete upload.
   */
  source: string | URL | UploadSource | { upload: string }
  /** File name of an uploaded source. Default: the File's. */
  name?: string | undefined
  /**
   * Two creates with the same key make one translation. The default is random, which makes repeated
   * requests safe. Give your own to make them safe across restarts of your program.
   */
  idempotencyKey?: string | undefined
}
