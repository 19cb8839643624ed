import { ConnectionError } from '../errors.ts'

/** Reads an answer that is a list, or throws where it is none. */
export async function readPage<T>(response: Response): Promise<{ items: T[]; nextCursor?: string }> {
  const page = (await response.json()) as { items: T[] } | null
  if (page && Array.isArray(page.items)) return page
  throw new ConnectionError('The server sent something that is not a list.', { code: 'invalid_response' })
}
