import type { UploadSource } from './upload/parts.ts'
import type { WebhookTarget } from './translation.ts'

/** What to translate, and into what. */
export interface CreateRequest {
  /**
   * The video or audio: a URL that the server can reach (a string or URL), or what is to be uploaded (a File, Blob,
   * bytes or stream of bytes), or an upload that is complete.
   */
  source: string | URL | UploadSource | { upload: string }
  /** Language spoken in the source, a BCP 47 tag. Engines that can find out need none. */
  from?: string
  /** Languages wanted, BCP 47 tags; at least one. */
  to: string[]
  /** Default: the server's. */
  engine?: string
  /** What the engine takes beyond that; `engines()` tells. */
  options?: Record<string, unknown>
  /** Your own id for it, to find it by. */
  reference?: string
  /** Whom the server tells what becomes of it. */
  webhook?: WebhookTarget
  /** File name of an uploaded source. Default: the File's. */
  name?: string
  /**
   * Two creates with the same key make one translation. Default: a random one, so that a repeated request is safe;
   * give your own to make it safe across restarts of your program too.
   */
  idempotencyKey?: string
}
