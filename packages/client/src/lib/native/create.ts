import { type CreateCall, createTimeoutMs } from '../create-options.ts'
import { invalid } from '../errors.ts'
import type { Call, Http } from '../http/http.ts'
import type { CreateRequest } from '../create-request.ts'
import { httpUrl } from '../http-url.ts'
import { loadPart } from '../load-part.ts'
import { randomKey } from '../random-key.ts'
import type { CreateTranslationBody } from '../translation.ts'

/** Creates a translation. A source that is data is uploaded first. `send` makes the request. */
export async function createFrom<Created>(
  http: Http,
  { name, idempotencyKey = randomKey(), ...asked }: CreateRequest,
  options: CreateCall,
  send: (call: Partial<Call>) => Promise<Created>,
): Promise<Created> {
  if (!Array.isArray(asked.to) || asked.to.length === 0) throw invalid('`to` has to name a language.')
  const { source, ...request } = asked
  const { traceparent } = options
  const create = (from: CreateTranslationBody['source']) =>
    send({
      json: { ...request, source: from } satisfies CreateTranslationBody,
      headers: { 'idempotency-key': idempotencyKey, ...(traceparent && { traceparent }) },
      timeoutMs: createTimeoutMs(http, options),
    })
  if (typeof source === 'string' || source instanceof URL) return await create({ url: urlOf(source) })
  if ('upload' in source) return await create({ upload: source.upload })
  const { createWithUpload } = await loadPart(() => import('../upload/create-with-upload.ts'), http, options)
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
