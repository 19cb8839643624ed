import type { VideoTranslationError } from './errors.ts'
import { isStatus } from './http/problem.ts'
import { failed, type Outcome, succeeded } from './outcome.ts'
import type { Core } from './core.ts'
import { ask } from './protocol.ts'
import { absent } from './waiting/endings.ts'

/** How to get many. */
export interface GetManyOptions {
  signal?: AbortSignal
  /** Requests at a time, each for as many translations as the server tells at once. Default 4; `Infinity`: all of them. */
  concurrency?: number
}

export async function getMany(
  core: Core,
  ids: readonly string[],
  { signal, concurrency = 4 }: GetManyOptions,
): Promise<Outcome[]> {
  const unique = [...new Set(ids)]
  const outcomes = new Map<string, Outcome>()
  const getNext = async (): Promise<void> => {
    while (unique.length > 0) {
      for (const outcome of await getChunk(core, unique.splice(0, core.protocol.bulk?.most ?? 1), signal))
        outcomes.set(outcome.id, outcome)
    }
  }
  await Promise.all(Array.from({ length: Math.min(Math.max(1, concurrency), unique.length) }, getNext))
  return ids.map((id) => outcomes.get(id) as Outcome)
}

async function getChunk(
  { http, protocol }: Core,
  ids: string[],
  signal: AbortSignal | undefined,
): Promise<Outcome[]> {
  try {
    const found = await ask(
      protocol,
      http.with({ signal }),
      ids.map((id) => ({ id })),
    )
    return ids.map((id) => {
      const translation = found.get(id)
      return translation ? succeeded(translation) : failed(id, absent({ id }, false))
    })
  } catch (error) {
    signal?.throwIfAborted()
    return ids.map((id) =>
      failed(id, isStatus(error, 404) ? absent({ id }, false, error) : (error as VideoTranslationError)),
    )
  }
}
