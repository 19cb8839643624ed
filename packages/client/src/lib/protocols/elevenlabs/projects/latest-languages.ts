import { asText, type JsonObject, throwInvalidResponse } from '../../parse.ts'
import { asUtc } from '../api.ts'

/** A failed language may have been added again: the later one counts. */
export function latestByTag(languages: readonly JsonObject[]): JsonObject[] {
  const createdAt = (language: JsonObject): string => asUtc(language['created_at']) ?? ''
  const ordered = languages.toSorted((one, other) => (createdAt(one) < createdAt(other) ? -1 : 1))
  return [...new Map(ordered.map((language) => [tagOf(language), language])).values()]
}

export function tagOf(language: JsonObject): string {
  return asText(language['target_language']) ?? throwInvalidResponse('no `target_language` of a language')
}
