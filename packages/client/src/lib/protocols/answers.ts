import { ApiError, ConnectionError } from '../errors.ts'

/** Reads an answer that has to be a JSON object. */
export async function readJson(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json()
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>
  throw new ConnectionError('The server sent something that is not a JSON object.', {
    code: 'invalid_response',
  })
}

/** For a server that says no in an answer whose status is 200: an error as if it had said so by the status. */
export function refusal(status: number, code: string, message: string): ApiError {
  return new ApiError(message, { status, code })
}
