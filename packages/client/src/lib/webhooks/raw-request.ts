import { refuse } from './refuse.ts'

/**
 * A request that came in: a web `Request` as it is, or the headers and the raw body, however a framework names them.
 * In Express `express.raw({ type: 'application/json' })` leaves the bytes in `request.body`.
 */
export interface WebhookRequest {
  headers: Headers | Readonly<Record<string, string | string[] | undefined>>
  /** As it was sent: bytes, or the text that they are in UTF-8. */
  body: string | Uint8Array | ArrayBuffer | ReadableStream<Uint8Array> | null
  /** Of a web `Request`. */
  bodyUsed?: boolean
}

/** One header, whatever the case of its name; undefined where there is none. */
export type HeaderReader = (name: string) => string | undefined

// Far above any signature, far below what would be work to read.
const LONGEST_HEADER = 4_096
/** A translation into a hundred languages is a tenth of that. */
const LARGEST_BODY_BYTES = 5_000_000

/** A header that is there twice leaves open which one is meant, and is refused. */
export function headerReader(headers: WebhookRequest['headers']): HeaderReader {
  return (name) => {
    const [value, ...others] = valuesOf(headers, name)
    if (others.length > 0)
      throw refuse('invalid_signature', `The header \`${name}\` is there more than once.`)
    if (value && value.length > LONGEST_HEADER)
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

/** The bytes that were signed. */
export async function rawBody({ body, bodyUsed }: WebhookRequest): Promise<Uint8Array> {
  if (bodyUsed) throw refuse('invalid_body', 'The body was read already; give the request before it is read.')
  const bytes = await bytesOf(body)
  if (bytes === undefined) throw refuse('invalid_body', PARSED)
  if (bytes.length > LARGEST_BODY_BYTES) throw tooLarge()
  return bytes
}

const PARSED =
  'There is no raw body: give the bytes or the text as they came. A parsed object cannot be verified, because ' +
  'serialising it again gives other bytes than those that were signed. In Express use express.raw({ type: ' +
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
    if (length <= LARGEST_BODY_BYTES) continue
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
  return refuse('invalid_body', `The body is larger than ${LARGEST_BODY_BYTES} bytes.`)
}
