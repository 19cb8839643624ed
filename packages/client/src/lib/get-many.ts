import type { VideoTranslationError } from './errors.ts'
import { failed, type Outcome, succeeded } from './outcome.ts'
import { askMany, BULK } from './waiting/ask.ts'
import { absent } from './waiting/endings.ts'

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
    return ids.map((id) => {
      const translation = found.get(id)
      return translation ? succeeded(translation) : failed(id, absent({ id }, false))
    })
  } catch (error) {
    signal?.throwIfAborted()
    return ids.map((id) => failed(id, error as VideoTranslationError))
  }
}
