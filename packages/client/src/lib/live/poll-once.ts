import type { VideoTranslationClient } from '../client.ts'
import { isStatus } from '../http/problem.ts'
import { isFinal } from '../translation.ts'
import type { Sink, Wanted } from './follow-once.ts'

/** The time between two polls. */
export const POLL_MS = 10_000

/** Gets the states of what is followed, and the newest page of the list. */
export async function pollOnce(
  client: VideoTranslationClient,
  { translations, after }: Wanted,
  sink: Sink,
  signal: AbortSignal,
): Promise<void> {
  const ids = translations.map(({ id }) => id)
  for (const { id, translation, error } of await client.getMany(ids, { signal })) {
    if (translation) sink.put(translation)
    else if (isStatus(error, 404)) sink.remove(id)
    else throw error
  }
  if (after === undefined) return
  const { items } = await client.list({ limit: 100, signal }).page()
  for (const translation of items)
    if (translation.id > after || !isFinal(translation.status)) sink.put(translation)
}
