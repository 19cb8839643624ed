import { ApiError, type VideoTranslationError } from './errors.ts'
import type { Http } from './http/http.ts'
import { failed, type Outcome, succeeded } from './outcome.ts'
import type { ReadTranslation } from './read-translation.ts'
import type { Translation } from './translation.ts'
import { askMany } from './waiting/ask.ts'

/** How to get many. */
export interface GetManyOptions {
  signal?: AbortSignal
  /** Requests at a time, of up to 100 translations each. Default 4. */
  concurrency?: number
}

const BULK = 100

export async function getMany(
  deps: { http: Http; read: ReadTranslation },
  ids: readonly string[],
  { signal, concurrency = 4 }: GetManyOptions,
): Promise<Outcome[]> {
  const unique = [...new Set(ids)]
  const outcomes = new Map<string, Outcome>()
  const nextChunk = async (): Promise<void> => {
    for (let chunk = unique.splice(0, BULK); chunk.length > 0; chunk = unique.splice(0, BULK)) {
      for (const outcome of await getChunk(deps, chunk, signal)) outcomes.set(outcome.id, outcome)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, nextChunk))
  return ids.map((id) => outcomes.get(id) as Outcome)
}

async function getChunk(
  deps: { http: Http; read: ReadTranslation },
  ids: string[],
  signal: AbortSignal | undefined,
): Promise<Outcome[]> {
  try {
    const found = await askMany(deps, ids, { signal }, 'send')
    return ids.map((id) => outcomeOf(id, found.get(id)))
  } catch (error) {
    signal?.throwIfAborted()
    return ids.map((id) => failed(id, error as VideoTranslationError))
  }
}

function outcomeOf(id: string, translation: Translation | undefined): Outcome {
  return translation ? succeeded(translation) : failed(id, notFound(id))
}

export function notFound(id: string): ApiError {
  return new ApiError(`There is no translation ${id} on this server, or this key may not see it.`, {
    code: 'not_found',
    status: 404,
    translationId: id,
  })
}
