import { readFields, readJson, readText } from './body.ts'

/** One request, and what its parts say. */
export interface Asked {
  readonly request: Request
  readonly url: URL
  /** Parameters of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** Address that answers name: the public one where there is one, else scheme and host that the request came to. */
  readonly origin: string
  header(name: string): string | null
  /** The body, read once however often it is asked for. Empty where there is none. @throws Refusal 413 `body_too_large` */
  text(): Promise<string>
  /**
   * The body as an object of fields: JSON whatever its content type says, a form, or several parts (files are `File`s); and
   * `{}` where it is empty. A field that comes more than once is a list.
   * @throws Refusal `bad_request`
   */
  fields(): Promise<Readonly<Record<string, unknown>>>
  /**
   * The body as a JSON object, for routes that take nothing else; `{}` where it is empty. What its content type says does not
   * matter, unless it is a form's.
   * @throws Refusal `bad_request`
   */
  json(): Promise<Readonly<Record<string, unknown>>>
}

export function createAsked(
  request: Request,
  params: Readonly<Record<string, string>>,
  publicUrl?: string,
): Asked {
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
