import { type CreateOptions, createTimeoutMs } from '../create-options.ts'
import { invalid } from '../errors.ts'
import type { Call, Http } from '../http/http.ts'
import { httpUrl } from '../http-url.ts'
import type { CreateTranslationBody, WebhookTarget } from '../translation.ts'
import type { UploadSource } from '../upload/upload.ts'

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

/** Creates a translation, after its source was uploaded where it is no URL. `send` makes the request. */
export async function createFrom<Created>(
  http: Http,
  { name, idempotencyKey = randomKey(), ...asked }: CreateRequest,
  options: CreateOptions,
  send: (call: Partial<Call>) => Promise<Created>,
): Promise<Created> {
  if (!Array.isArray(asked.to) || asked.to.length === 0) throw invalid('`to` has to name a language.')
  const { source, ...request } = asked
  const create = (from: CreateTranslationBody['source']) =>
    send({
      json: { ...request, source: from } satisfies CreateTranslationBody,
      headers: { 'idempotency-key': idempotencyKey },
      timeoutMs: createTimeoutMs(http, options),
    })
  if (typeof source === 'string' || source instanceof URL) return await create({ url: urlOf(source) })
  if ('upload' in source) return await create({ upload: source.upload })
  const { createWithUpload } = await import('../upload/create-with-upload.ts')
  return await createWithUpload({
    source,
    request,
    options: { http, name, signal: options.signal, onProgress: options.onUpload },
    create: (upload) => create({ upload }),
  })
}

function urlOf(source: string | URL): string {
  if (httpUrl(source)) return String(source)
  throw invalid('`source` has to be an http(s) URL or a File, Blob, bytes or stream, not its path.')
}

/** `crypto.randomUUID` is missing from pages that are not served over HTTPS. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
