import type { Http } from '../../../http/http.ts'
import { createOnce } from '../../create-once.ts'
import { asText, type JsonObject } from '../../parse.ts'
import { isOneOf, readBody } from '../api.ts'
import { languagesOf, projectPath } from './get-status.ts'

/** Adds a language to a project, once. @param fields further fields of the vendor's request */
export async function addLanguage(
  http: Http,
  id: string,
  tag: string,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<JsonObject> {
  const call = {
    method: 'POST',
    path: projectPath(id, '/language'),
    json: { ...fields, target_language: tag },
  }
  const find = async (): Promise<JsonObject | undefined> =>
    (await languagesOf(http, id)).find((language) => hasTag(language, tag) && !hasFailed(language))
  return await createOnce(http, () => http.attempt(call, readBody), find)
}

export function hasTag(language: JsonObject, tag: string): boolean {
  return asText(language['target_language'])?.toLowerCase() === tag.toLowerCase()
}

function hasFailed({ status }: JsonObject): boolean {
  return isOneOf(asText(status) ?? '', 'failed')
}
