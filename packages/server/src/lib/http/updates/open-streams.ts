import { Problem } from '../problems/problem.ts'

/** Counts what the keys follow: each stream holds a connection, and memory for every id. */
export interface OpenStreams {
  /**
   * Admits one more; call what it returns when the stream has ended.
   * @throws Problem 429 `too_many_streams`
   */
  take(owner: string, ids: number): () => void
}

/** Enough for a client that follows a hundred thousand, and opens its streams anew. */
const IDS_PER_KEY = 250_000

export function createOpenStreams(streamsPerKey: number): OpenStreams {
  const open = new Map<string, { streams: number; ids: number }>()
  return {
    take(owner, ids) {
      const mine = open.get(owner) ?? { streams: 0, ids: 0 }
      if (mine.streams >= streamsPerKey || mine.ids + ids > IDS_PER_KEY) throw tooMany(mine)
      open.set(owner, mine)
      mine.streams++
      mine.ids += ids
      return () => {
        mine.streams--
        mine.ids -= ids
        if (mine.streams === 0) open.delete(owner)
      }
    },
  }
}

function tooMany({ streams, ids }: { streams: number; ids: number }): Problem {
  const detail = `This key has ${streams} streams open, with ${ids} translations; close one first.`
  return new Problem(429, 'too_many_streams', detail, { headers: { 'retry-after': '30' } })
}
