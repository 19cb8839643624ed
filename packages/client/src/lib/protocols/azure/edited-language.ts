import { invalid } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { unknownTarget } from '../edit-refusals.ts'
import { asObjects, asText, type JsonObject, throwInvalidResponse } from '../parse.ts'
import type { AzureApi } from './api.ts'
import { getStatus, type LanguageJob } from './get-status.ts'
import { pathOf } from './ids.ts'
import { languageOf } from './snapshot.ts'

/** All languages of a translation, and the one that is meant. */
export interface ChosenLanguage {
  jobs: LanguageJob[]
  chosen: LanguageJob & { translation: JsonObject }
  language: string
}

/** @throws {VideoTranslationError} if it is not clear which language is meant */
export async function chooseLanguage(
  api: AzureApi,
  http: Http,
  id: string,
  target: string | undefined,
): Promise<ChosenLanguage> {
  const jobs = await getStatus(api, http, id)
  const languages = jobs.map(languageOf)
  if (target === undefined && jobs.length > 1)
    throw invalid(
      `Azure has a translation for each language. Name one as \`target\`: ${languages.join(', ')}.`,
    )
  const at = target === undefined ? 0 : languages.indexOf(target)
  const chosen = jobs[at]
  if (!chosen) throw unknownTarget(target ?? '', languages)
  const { translation } = chosen
  if (!translation) throw invalid(`Azure has deleted ${languages[at]}.`, 'not_found')
  return { jobs, chosen: { ...chosen, translation }, language: languages[at] as string }
}

/** Azure pages a hundred iterations, so more than these are not expected. */
const MAX_PAGES = 10

/** Ids of the iterations, in the order of their creation. */
export async function iterationIds(api: AzureApi, http: Http, translation: string): Promise<string[]> {
  const all: JsonObject[] = []
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = new URLSearchParams({ skip: String(all.length) })
    const { value, nextLink } = await api.get(http, `${pathOf({ translation })}/iterations`, query)
    if (!Array.isArray(value)) throwInvalidResponse('no list in `value`')
    all.push(...asObjects(value))
    if (!asText(nextLink) || value.length === 0) break
  }
  const created = (each: JsonObject): string => asText(each['createdDateTime']) ?? ''
  const ordered = all.toSorted((one, other) => Date.parse(created(one)) - Date.parse(created(other)))
  return ordered.flatMap((each) => asText(each['id']) ?? [])
}
