import { ApiError, type VideoTranslationError } from './errors.ts'
import { failed, type Outcome, succeeded } from './outcome.ts'
import type { Translation } from './translation.ts'
import { askMany, BULK } from './waiting/ask.ts'

/** How to get many. */
export interface GetManyOptions {
  signal?: AbortSignal
  /** Requests at a time, of up to 100 translations each. Default 4. */
  concurrency?: number
}

type Deps = Parameters<typeof askMany>[0]

export async function getMany(
  deps: Deps,
  ids: readonly string[],
  { signal, concurrency = 4 }: GetManyOptions,
): Promise<Outcome[]> {
  const unique = [...new Set(ids)]
  const outcomes = new Map<string, Outcome>()
  const getNext = async (): Promise<void> => {
    while (unique.length > 0) {
      for (const outcome of await getChunk(deps, unique.splice(0, BULK), signal))
        outcomes.set(outcome.id, outcome)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, getNext))
  return ids.map((id) => outcomes.get(id) as Outcome)
}

async function getChunk(deps: Deps, ids: string[], signal: AbortSignal | undefined): Promise<Outcome[]> {
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
  return new ApiError(`There is no translation ${id}, or this key may not see it.`, {
    code: 'not_found',
    status: 404,
    translationId: id,
  })
}
