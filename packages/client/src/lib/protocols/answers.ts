import { ApiError, lacks } from '../errors.ts'
import { httpUrl } from '../http-url.ts'
import { unlessMissing } from '../http/problem.ts'

export { lacks, unlessMissing }

/** A JSON object whose members may be anything. */
export type Body = Readonly<Record<string, unknown>>

/** Reads an answer that has to be a JSON object. */
export async function readJson(response: Response): Promise<Record<string, unknown>> {
  return bodyIn(await response.json()) ?? lacks('a JSON object')
}

/** The object in what may be anything. */
export function bodyIn(value: unknown): Record<string, unknown> | undefined {
  const isBody = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isBody ? (value as Record<string, unknown>) : undefined
}

/** The objects in a list that may be anything, and of anything. */
export function bodiesIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(bodyIn).filter((body) => body !== undefined) : []
}

/** The text in what may be anything; an empty one says nothing. Ids may come as numbers. */
export function textIn(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The URL in what may be anything, where it leads to a file: `data:` and the like do not. */
export function urlIn(value: unknown): URL | undefined {
  const text = textIn(value)
  return text === undefined ? undefined : httpUrl(text)
}

/** The instant in what may be anything, as ISO 8601 in UTC. */
export function instantIn(value: unknown): string | undefined {
  const atMs = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString()
}

/** For a server that says no in an answer whose status is 200: an error as if it had said so by the status. */
export function refusal(status: number, code: string, message: string): ApiError {
  return new ApiError(message, { status, code })
}
