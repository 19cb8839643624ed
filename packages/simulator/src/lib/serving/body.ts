import { Refusal } from './refusal.ts'

export type Fields = Record<string, unknown>

/** Nothing that these APIs take as JSON or text comes near it. */
const MOST_TEXT_BYTES = 2 ** 20
/** Forms carry whole videos, which are read into memory: as much as ElevenLabs takes for a dub. */
const MOST_FORM_BYTES = 2 ** 30
/** No API here nests deeper than ten. What nests by the thousand breaks whoever walks it. */
const MOST_NESTED = 64

/** Reads a body as text. @throws Refusal 413 `body_too_large` */
export async function readText(request: Request): Promise<string> {
  return await new Response(limited(request, MOST_TEXT_BYTES)).text()
}

/** Reads fields from a body that says in its content type what it is, or says nothing, or something else. */
export async function readFields(request: Request, text: () => Promise<string>): Promise<Fields> {
  if (isMultipart(request)) return gather(await readParts(request))
  const body = (await text()).trim()
  const saysJson = /json/.test(request.headers.get('content-type') ?? '')
  if (body === '' || body.startsWith('{') || body.startsWith('[') || saysJson) return parseFields(body)
  return gather(new URLSearchParams(body))
}

/** Reads fields from a body of JSON, whatever its content type says. Forms are refused. */
export async function readJson(request: Request, text: () => Promise<string>): Promise<Fields> {
  if (isMultipart(request)) throw new Refusal(400, 'bad_request', 'The body must be JSON, not a form.')
  return parseFields((await text()).trim())
}

function isMultipart({ headers }: Request): boolean {
  return headers.get('content-type')?.startsWith('multipart/form-data') ?? false
}

async function readParts(request: Request): Promise<FormData> {
  const { headers } = request
  try {
    return await new Response(limited(request, MOST_FORM_BYTES), { headers }).formData()
  } catch (error) {
    const { cause } = error as Error
    if (error instanceof Refusal || cause instanceof Refusal) throw cause ?? error
    throw new Refusal(400, 'bad_request', 'The body is no multipart/form-data.')
  }
}

/** The body, which breaks off with a refusal where it is longer than it may be. */
function limited({ body }: Request, mostBytes: number): ReadableStream<Uint8Array> | null {
  let bytes = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      bytes += part.byteLength
      if (bytes > mostBytes)
        throw new Refusal(413, 'body_too_large', `A body has at most ${mostBytes} bytes here.`)
      controller.enqueue(part)
    },
  })
  return body && body.pipeThrough(counter)
}

function parseFields(body: string): Fields {
  if (body === '') return {}
  if (nestingOf(body) > MOST_NESTED)
    throw new Refusal(400, 'bad_request', `The JSON is nested more than ${MOST_NESTED} deep.`)
  const value = parse(body)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new Refusal(400, 'bad_request', 'The body must be a JSON object.')
}

/** How deep the brackets of a text of JSON nest. What stands in quotes does not count. */
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
    throw new Refusal(400, 'bad_request', 'The body is no JSON.')
  }
}

function gather(entries: FormData | URLSearchParams): Fields {
  const names = [...new Set(entries.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const all = entries.getAll(name)
      return [name, all.length === 1 ? all[0] : all]
    }),
  )
}
