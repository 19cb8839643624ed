import { refuse } from './refuse.ts'

/**
 * An incoming request: a web `Request`, or an object with the headers and the raw body. In Express,
 * `express.raw({ type: 'application/json' })` leaves the bytes in `request.body`.
 */
export interface WebhookRequest {
  headers: Headers | Readonly<Record<string, string | string[] | undefined>>
  /** As it was sent: bytes, or their text in UTF-8. */
  body: string | Uint8Array | ArrayBuffer | ReadableStream<Uint8Array> | null
  /** Set by a web `Request`. */
  bodyUsed?: boolean
}

/** Reads a header by its name in lower case. Undefined if it is missing. */
export type HeaderReader = (name: string) => string | undefined

// Far longer than any signature, and still cheap to read.
const MAX_HEADER_LENGTH = 4_096
/** Ten times the size of a translation into a hundred languages. */
const MAX_BODY_BYTES = 5_000_000

/** Refuses a repeated header: its meaning would be ambiguous. */
export function headerReader(headers: WebhookRequest['headers']): HeaderReader {
  return (name) => {
    const [value, ...others] = valuesOf(headers, name)
    if (others.length > 0) throw refuse('invalid_signature', `The header \`${name}\` occurs more than once.`)
    if (value && value.length > MAX_HEADER_LENGTH)
      throw refuse('invalid_signature', `The header \`${name}\` is longer than any signature.`)
    return value || undefined
  }
}

function valuesOf(headers: WebhookRequest['headers'], name: string): string[] {
  if (typeof headers?.get === 'function') return [(headers as Headers).get(name) ?? []].flat()
  return Object.entries(headers ?? {})
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value ?? [])
}

/** Reads the signed bytes. @throws {VideoTranslationError} `invalid_body` */
export async function rawBody({ body, bodyUsed }: WebhookRequest): Promise<Uint8Array> {
  if (bodyUsed)
    throw refuse('invalid_body', 'The body was already read. Pass the request before anything reads it.')
  const bytes = await bytesOf(body)
  if (bytes === undefined) throw refuse('invalid_body', NO_RAW_BODY)
  if (bytes.length > MAX_BODY_BYTES) throw tooLarge()
  return bytes
}

const NO_RAW_BODY =
  'There is no raw body. Pass the bytes or the text as they came: a parsed object cannot be verified, because ' +
  'it does not serialise to the signed bytes again. In Express, use express.raw({ type: ' +
  "'application/json' }) on this route, before any express.json()."

async function bytesOf(body: unknown): Promise<Uint8Array | undefined> {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  if (body instanceof ReadableStream) return await readAll(body as ReadableStream<Uint8Array>)
  return undefined
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  const reader = stream.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value)
    length += part.value.length
    if (length <= MAX_BODY_BYTES) continue
    await reader.cancel()
    throw tooLarge()
  }
  return join(parts, length)
}

function join(parts: Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function tooLarge(): Error {
  return refuse('invalid_body', `The body is larger than ${MAX_BODY_BYTES} bytes.`)
}
