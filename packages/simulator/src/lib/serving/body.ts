import { Refusal } from '../refusal.ts'

/** The fields of a JSON object or a form, by their names. */
export type Fields = Readonly<Record<string, unknown>>

/** Limit for JSON and text. No body of these APIs comes near it. */
const MAX_TEXT_BYTES = 2 ** 20
/**
 * Limit for forms, which are read into memory: the largest video that ElevenLabs takes for a dub.
 */
const MAX_FORM_BYTES = 2 ** 30
/**
 * Limit for nested JSON. No API here needs ten levels, and thousands overflow the stack of a
 * reader.
 */
const MAX_NESTING = 64

/** Refuses a body that is compressed, because every reader takes its bytes as they are. */
export function refuseEncodedBody({ headers }: Request): void {
  const encoding = headers.get('content-encoding') ?? 'identity'
  if (encoding.trim().toLowerCase() !== 'identity')
    throw new Refusal(
      415,
      'unsupported_encoding',
      `The simulator reads no body with Content-Encoding ${encoding}. Send the body as it is.`,
    )
}

/** Reads a body as text. @throws Refusal 413 `body_too_large` */
export async function readText(request: Request): Promise<string> {
  return await new Response(limited(request, MAX_TEXT_BYTES)).text()
}

/** Reads fields from a body. A missing or wrong content type does no harm: the text decides. */
export async function readFields(request: Request, text: () => Promise<string>): Promise<Fields> {
  if (isMultipart(request)) return gather(await readParts(request))
  const body = (await text()).trim()
  const saysJson = /json/i.test(request.headers.get('content-type') ?? '')
  if (body === '' || body.startsWith('{') || body.startsWith('[') || saysJson) return parseFields(body)
  return gather(new URLSearchParams(body))
}

/** Reads fields from a JSON body of any content type but a form's. */
export async function readJson(request: Request, text: () => Promise<string>): Promise<Fields> {
  if (isMultipart(request)) throw new Refusal(400, 'bad_request', 'The body must be JSON, not a form.')
  return parseFields((await text()).trim())
}

function isMultipart({ headers }: Request): boolean {
  return /^multipart\/form-data\b/i.test(headers.get('content-type') ?? '')
}

async function readParts(request: Request): Promise<FormData> {
  const { headers } = request
  try {
    return await new Response(limited(request, MAX_FORM_BYTES), { headers }).formData()
  } catch (error) {
    const { cause } = error as Error
    if (error instanceof Refusal || cause instanceof Refusal) throw cause ?? error
    throw new Refusal(400, 'bad_request', 'The body is not valid multipart/form-data.')
  }
}

/** Passes the body through, and throws a refusal once it is longer than allowed. */
function limited({ body }: Request, maxBytes: number): ReadableStream<Uint8Array> | null {
  let bytes = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      bytes += part.byteLength
      if (bytes > maxBytes)
        throw new Refusal(413, 'body_too_large', `The body must have at most ${maxBytes} bytes.`)
      controller.enqueue(part)
    },
  })
  return body && body.pipeThrough(counter)
}

function parseFields(body: string): Fields {
  if (body === '') return {}
  if (nestingOf(body) > MAX_NESTING)
    throw new Refusal(400, 'bad_request', `The JSON is nested more than ${MAX_NESTING} levels deep.`)
  const value = parse(body)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new Refusal(400, 'bad_request', 'The body must be a JSON object.')
}

/** Measures how deep the brackets of a JSON text nest. Brackets within quotes do not count. */
function nestingOf(json: string): number {
  let depth = 0
  let deepest = 0
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"?|[[{\]}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth)
    else if (token === ']' || token === '}') depth--
  }
  return deepest
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new Refusal(400, 'bad_request', 'The body is not valid JSON.')
  }
}

/** Gathers fields of a form or of a query. A field that is repeated becomes a list. */
export function gather(entries: FormData | URLSearchParams): Fields {
  const names = [...new Set(entries.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const all = entries.getAll(name)
      return [name, all.length === 1 ? all[0] : all]
    }),
  )
}
