import { ApiError, throwInvalidResponse } from '../errors.ts'
import { httpUrl } from '../http-url.ts'
import { unlessMissing } from '../http/problem.ts'

export { throwInvalidResponse, unlessMissing }

/** A JSON object with unchecked members. */
export type JsonObject = Readonly<Record<string, unknown>>

/**
 * Reads a response body.
 * @throws {ConnectionError} `invalid_response` unless it is a JSON object
 */
export async function readJson(response: Response): Promise<Record<string, unknown>> {
  return asObject(await response.json()) ?? throwInvalidResponse('not a JSON object')
}

/** The value if it is a JSON object, else undefined. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Record<string, unknown>) : undefined
}

/** The objects in the value if it is a list, else none. Other items are dropped. */
export function asObjects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(asObject).filter((object) => object !== undefined) : []
}

/**
 * The value if it is a string with content. A number becomes a string, since some ids are numbers.
 */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The value as a URL if it is http or https. */
export function asUrl(value: unknown): URL | undefined {
  const text = asText(value)
  return text === undefined ? undefined : httpUrl(text)
}

/** The value as ISO 8601 in UTC if it is a date string. */
export function asInstant(value: unknown): string | undefined {
  const atMs = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString()
}

/** The error to throw when a server reports a failure in a response with status 200. */
export function refusal(status: number, code: string, message: string): ApiError {
  return new ApiError(message, { status, code })
}
