import type { ChosenTargets } from '../../editing-verbs.ts'
import { invalid } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { createOnce } from '../create-once.ts'
import { asObject, asText, type JsonObject, refusal } from '../parse.ts'
import type { VendorSnapshot } from '../snapshot.ts'
import type { AzureApi } from './api.ts'
import { type AzureIds, EDITED_ITERATION, pathOf } from './ids.ts'
import { toSnapshot } from './snapshot.ts'
import { chooseLanguage, iterationIds } from './edited-language.ts'

/**
 * Makes the video of one language again, from a corrected file: another iteration. The id of the
 * result names the new iteration, so it is another one.
 */
export async function apply(
  api: AzureApi,
  http: Http,
  id: string,
  { targets, options = {} }: ChosenTargets,
): Promise<VendorSnapshot> {
  const [target, ...others] = targets ?? []
  if (others.length > 0) throw invalid('Azure takes a file for one language. Apply one target at a time.')
  const input = readInput(options)
  const { jobs, chosen } = await chooseLanguage(api, http, id, target)
  const known = await iterationIds(api, http, chosen.ids.translation)
  // Another call of the same `apply` may have begun it.
  const running = runningIteration(chosen.translation, input)
  const ids = chooseIds(chosen.ids.translation, running ? known.length : known.length + 1)
  const iteration = running ?? (await createIteration(api, http, ids, input))
  const next = { ...chosen, ids, iteration }
  const all = jobs.map((job) => (job.ids.translation === next.ids.translation ? next : job))
  return toSnapshot(all, { nowMs: http.clock.now() })
}

interface IterationInput extends Record<string, unknown> {
  webvttFile: { url: string; kind: string }
}

function readInput(options: Readonly<Record<string, unknown>>): IterationInput {
  const file = asObject(options['webvttFile']) ?? {}
  const url = asText(file['url'])
  if (!url || !/^https?:/i.test(url) || !URL.canParse(url))
    throw invalid(
      'Azure takes corrections as a whole WebVTT file that it can reach. Put the file into a blob, and apply with ' +
        '`options: { webvttFile: { url, kind: "TargetLocaleSubtitle" } }`.',
    )
  return { ...options, webvttFile: { url, kind: asText(file['kind']) ?? 'TargetLocaleSubtitle' } }
}

/** The iteration that runs with the same file, if this client has made it. */
function runningIteration(
  { latestIteration }: JsonObject,
  { webvttFile }: IterationInput,
): JsonObject | undefined {
  const latest = asObject(latestIteration) ?? {}
  const isOpen = ['NotStarted', 'Running'].includes(asText(latest['status']) ?? '')
  const isOurs = asText(latest['id'])?.startsWith(EDITED_ITERATION) ?? false
  return isOpen && isOurs && fileOf(latest) === webvttFile.url ? latest : undefined
}

function fileOf(iteration: JsonObject): unknown {
  return asObject(asObject(iteration['input'])?.['webvttFile'])?.['url']
}

const MAX_ID_LENGTH = 50

/** Ids of at most Azure's 64 characters. */
function chooseIds(translation: string, number: number): Required<AzureIds> {
  const iteration = `${EDITED_ITERATION}${number}`
  return { translation, iteration, operation: `${iteration}.${translation.slice(-MAX_ID_LENGTH)}` }
}

async function createIteration(
  api: AzureApi,
  http: Http,
  { translation, iteration, operation }: Required<AzureIds>,
  input: IterationInput,
): Promise<JsonObject> {
  const path = `${pathOf({ translation })}/iterations/${iteration}`
  const created = await createOnce(
    http,
    () => api.put(http, path, operation, { input }),
    () => api.find(http, path),
  )
  if (fileOf(created) === input.webvttFile.url) return created
  throw refusal(409, 'conflict', `Somebody else has made the iteration ${iteration} meanwhile. Apply again.`)
}
