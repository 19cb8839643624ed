import type { VideoTranslationError } from './errors.ts'
import { isStatus } from './http/problem.ts'
import { inParallel } from './in-parallel.ts'
import { failed, type Outcome, succeeded } from './outcome.ts'
import { getStates } from './protocol.ts'
import type { Connection } from './connection.ts'
import type { Translation } from './translation.ts'
import { absent } from './waiting/wait-errors.ts'

/** Options of `getMany`. */
export interface GetManyOptions {
  signal?: AbortSignal | undefined
  /**
   * How many requests run at a time, each for as many translations as the server allows. Default 4.
   * `Infinity` sends all at once.
   */
  concurrency?: number | undefined
}

export async function getMany(
  { http, protocol }: Connection,
  ids: readonly string[],
  options: GetManyOptions,
): Promise<Outcome[]> {
  const { signal, concurrency = 4 } = options
  const left = [...new Set(ids)]
  const batches: string[][] = []
  while (left.length > 0) batches.push(left.splice(0, protocol.bulk?.most ?? 1))
  const outcomes = new Map<string, Outcome>()
  await inParallel(batches, concurrency, async (batch) => {
    const refs = batch.map((id) => ({ id }))
    const answer = await getStates(protocol, http.with({ signal }), refs).catch(
      (error: VideoTranslationError) => error,
    )
    signal?.throwIfAborted()
    for (const id of batch) outcomes.set(id, outcomeOf(id, answer))
  })
  for (const { id, error } of outcomes.values())
    if (error) http.log.error('getMany failed', { translationId: id, code: error.code, error: String(error) })
  return ids.map((id) => outcomes.get(id) as Outcome)
}

function outcomeOf(
  id: string,
  answer: Map<string, Translation | undefined> | VideoTranslationError,
): Outcome {
  if (!(answer instanceof Map))
    return failed(id, isStatus(answer, 404) ? absent({ id }, false, answer) : answer)
  const translation = answer.get(id)
  return translation ? succeeded(translation) : failed(id, absent({ id }, false))
}
