import { readFields } from './body.ts'

/** One request, and what its parts say. */
export interface Asked {
  readonly request: Request
  readonly url: URL
  /** Parameters of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** Scheme and host that the request came to. */
  readonly origin: string
  header(name: string): string | null
  /** The body, read once however often it is asked for. Empty where there is none. */
  text(): Promise<string>
  /**
   * The body as an object of fields: JSON whatever its content type says, a form, or several parts (files are `File`s); and
   * `{}` where it is empty. A field that comes more than once is a list.
   * @throws Refusal `bad_request`
   */
  fields(): Promise<Readonly<Record<string, unknown>>>
}

export function createAsked(request: Request, params: Readonly<Record<string, string>>): Asked {
  const url = new URL(request.url)
  let body: Promise<string> | undefined
  let fields: ReturnType<typeof readFields> | undefined
  const text = () => (body ??= request.text())
  return {
    request,
    url,
    params,
    origin: url.origin,
    header: (name) => request.headers.get(name),
    text,
    fields: () => (fields ??= readFields(request, text)),
  }
}
