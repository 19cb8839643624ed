import type { ListOptions } from '../protocol.ts'
import type { Logger } from '../logger.ts'
import { meaningOf, type Words } from './meaning.ts'
import type { Sighting } from './sighting.ts'

/** What a list is asked for. */
export type Filter = Omit<ListOptions, 'signal'> & { cursor?: string | undefined }

/** One page of a list. */
export interface Page {
  items: Sighting[]
  nextCursor?: string | undefined
}

/** For servers that filter by nothing but perhaps the status: a page may be left with few, or none. */
export function matches(item: Sighting, { engine, reference, text }: Filter, name: string): boolean {
  const texts = [item.source?.name, item.reference, item.id]
  return (
    (!engine || engine === name) &&
    (!reference || item.reference === reference) &&
    (!text || texts.some((each) => each?.toLowerCase().includes(text.toLowerCase())))
  )
}

/** Whether one of its languages stands so, for servers that do not filter by status either. */
export function hasStatus(item: Sighting, { status }: Filter, words: Words, log: Logger): boolean {
  const statuses = (item.targets ?? []).map(
    (target) => target.status ?? meaningOf(words, target.word, item.id, log).status,
  )
  return !status || statuses.some((each) => status.includes(each))
}
