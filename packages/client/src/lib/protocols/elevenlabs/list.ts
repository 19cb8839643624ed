import type { ListOptions } from '../../listing.ts'
import type { Sighting } from '../sighting.ts'

export type Filter = Omit<ListOptions, 'signal'> & { cursor?: string | undefined }

export interface Page {
  items: Sighting[]
  nextCursor?: string | undefined
}

/** What the vendor cannot filter by, so that a page may be left with few, or none. */
export function matches(item: Sighting, { engine, reference, text }: Filter, name: string): boolean {
  const texts = [item.source?.name, item.reference, item.id]
  return (
    (!engine || engine === name) &&
    (!reference || item.reference === reference) &&
    (!text || texts.some((each) => each?.toLowerCase().includes(text.toLowerCase())))
  )
}
