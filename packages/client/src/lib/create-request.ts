import type { UploadSource } from './upload/parts.ts'
import type { WebhookTarget } from './translation.ts'

/** The source to translate, and the languages wanted. */
export interface CreateRequest {
  /**
   * The video or audio: a URL that the server can reach, data to upload (a File, Blob, bytes or
   * stream of bytes), or a complete upload.
   */
  source: string | URL | UploadSource | { upload: string }
  /** Language spoken in the source, a BCP 47 tag. Some engines detect it. */
  from?: string | undefined
  /** Languages wanted, BCP 47 tags; at least one. */
  to: string[]
  /** Default: the server's. */
  engine?: string | undefined
  /** The engine's own options; `engines()` describes them. */
  options?: Record<string, unknown> | undefined
  /** Your own id, by which `list` finds the translation. */
  reference?: string | undefined
  /** The receiver of the server's webhooks about this translation. */
  webhook?: WebhookTarget | undefined
  /** File name of an uploaded source. Default: the File's. */
  name?: string | undefined
  /**
   * Two creates with the same key make one translation. The default is random, which makes repeated
   * requests safe. Give your own to make them safe across restarts of your program.
   */
  idempotencyKey?: string | undefined
}
