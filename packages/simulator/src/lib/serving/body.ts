import { Refusal } from './refusal.ts'

export type Fields = Record<string, unknown>

/** Reads fields from a body that says in its content type what it is, or says nothing, or something else. */
export async function readFields(request: Request, text: () => Promise<string>): Promise<Fields> {
  const type = request.headers.get('content-type') ?? ''
  if (type.startsWith('multipart/form-data')) return gather(await readParts(request))
  const body = (await text()).trim()
  if (body === '') return {}
  if (body.startsWith('{') || body.startsWith('[') || /json/.test(type)) return readJson(body)
  return gather(new URLSearchParams(body))
}

async function readParts(request: Request): Promise<FormData> {
  try {
    return await request.formData()
  } catch {
    throw new Refusal(400, 'bad_request', 'The body is no multipart/form-data.')
  }
}

function readJson(body: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new Refusal(400, 'bad_request', 'The body is no JSON.')
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new Refusal(400, 'bad_request', 'The body must be a JSON object.')
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
