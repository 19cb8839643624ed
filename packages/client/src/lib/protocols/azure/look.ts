import type { Http } from '../../http/http.ts'
import type { Known } from '../../protocol.ts'
import { bodiesIn, type Body, bodyIn, lacks, textIn } from '../answers.ts'
import { hasMedia } from './artifacts.ts'
import { type AzureIds, splitIds } from './ids.ts'
import type { Wire } from './wire.ts'

/** What was found of one language. */
export interface Found {
  ids: AzureIds
  /** Undefined: Azure has it no longer, or not yet. */
  translation: Body | undefined
  /** What translates. A translation may be there before it has any. */
  iteration?: Body | undefined
  /** How the operation that creates it stands; asked for where no iteration has started. */
  operation?: string | undefined
}

/** Looks at each language of a translation. @throws {ApiError} 404 where Azure has none of them. */
export async function look(wire: Wire, http: Http, { id }: Pick<Known, 'id'>): Promise<Found[]> {
  const [first, ...others] = splitIds(id)
  // Alone it has nobody who could go on without it, so that the client may hear of a 404 as such.
  if (others.length === 0) return [await lookAt(wire, http, first, await wire.get(http, pathOf(first)))]
  const all = [first, ...others]
  const found = await Promise.all(
    all.map(async (ids) => {
      const translation = await wire.find(http, pathOf(ids))
      return translation ? await lookAt(wire, http, ids, translation) : { ids, translation }
    }),
  )
  if (found.every(({ translation }) => !translation)) await wire.get(http, pathOf(first))
  return found
}

/** Completes what the answer about a translation shows. In most cases that is all: it includes the latest iteration. */
async function lookAt(wire: Wire, http: Http, ids: AzureIds, translation: Body): Promise<Found> {
  if (!textIn(translation['id'])) lacks('a translation')
  const iteration = await iterationOf(wire, http, ids, translation)
  if (hasStarted(iteration) || !ids.operation) return { ids, translation, iteration }
  const operation = await wire.operation(http, ids.operation)
  return { ids, translation, iteration, operation: operation?.status }
}

/** One that has not started never will where the operation that creates it has failed. */
function hasStarted(iteration: Body | undefined): boolean {
  return iteration !== undefined && textIn(iteration['status']) !== 'NotStarted'
}

async function iterationOf(
  wire: Wire,
  http: Http,
  ids: AzureIds,
  translation: Body,
): Promise<Body | undefined> {
  const { latestIteration, latestSucceededIteration } = translation
  const shown = bodiesIn([latestIteration, latestSucceededIteration])
  const wanted = ids.iteration ?? textIn(bodyIn(latestIteration)?.['id'])
  if (!wanted) return undefined
  const [first, ...others] = shown.filter((each) => textIn(each['id']) === wanted)
  if (first && isWhole(first)) return first
  const path = `${pathOf(ids)}/iterations/${encodeURIComponent(wanted)}`
  return others.find(isWhole) ?? (await wire.find(http, path)) ?? first
}

/** Within a translation an iteration is sometimes told without its status, or without its result, as in Azure's own examples. */
function isWhole(iteration: Body): boolean {
  const status = textIn(iteration['status'])
  return status !== undefined && (status !== 'Succeeded' || hasMedia(bodyIn(iteration['result']) ?? {}))
}

function pathOf({ translation }: AzureIds): string {
  return `/translations/${encodeURIComponent(translation)}`
}
