import { readFields, readJson, readText } from './body.ts'

/** Reads the parts of one request. */
export interface RequestReader {
  readonly request: Request
  readonly url: URL
  /** Parameters of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  /**
   * Start of the addresses in answers: the public URL if set, else scheme and host of the request.
   */
  readonly origin: string
  header(name: string): string | null
  /**
   * Reads the body once, and remembers it. Empty if there is none.
   * @throws Refusal 413 `body_too_large`
   */
  text(): Promise<string>
  /**
   * Reads the body as an object of fields, from JSON of any content type, a form or multipart data.
   * An empty body is `{}`, a repeated field is a list, and a file is a `File`.
   * @throws Refusal `bad_request`
   */
  fields(): Promise<Readonly<Record<string, unknown>>>
  /**
   * Reads the body as a JSON object, for a route that takes nothing else. An empty body is `{}`;
   * only a form is refused for its content type.
   * @throws Refusal `bad_request`
   */
  json(): Promise<Readonly<Record<string, unknown>>>
}

export function createRequestReader(
  request: Request,
  params: Readonly<Record<string, string>>,
  publicUrl?: string,
): RequestReader {
  const url = new URL(request.url)
  let body: Promise<string> | undefined
  let fields: ReturnType<typeof readFields> | undefined
  const text = () => (body ??= readText(request))
  return {
    request,
    url,
    params,
    origin: publicUrl ?? url.origin,
    header: (name) => request.headers.get(name),
    text,
    fields: () => (fields ??= readFields(request, text)),
    json: () => readJson(request, text),
  }
}
