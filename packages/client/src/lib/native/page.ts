import { ConnectionError } from '../errors.ts'

/** Reads an answer that is a list, or throws where it is none. */
export async function readPage(response: Response): Promise<{ items: unknown[]; nextCursor?: string }> {
  const page = (await response.json()) as { items: unknown[] } | null
  if (page && Array.isArray(page.items)) return page
  throw new ConnectionError('The server sent something that is not a list.', { code: 'invalid_response' })
}

/** A query with a parameter for each value. */
export function listed(filter: object): URLSearchParams {
  return new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((each) => [name, String(each)]),
    ),
  )
}
