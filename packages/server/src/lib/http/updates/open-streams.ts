import { Problem } from '../problems/problem.ts'

/** Counts the open streams of each key. A stream holds a connection, and memory for every id. */
export interface OpenStreams {
  /**
   * Admits one more stream. Call the returned function when the stream has ended.
   * @throws Problem 429 `too_many_streams`
   */
  take(owner: string, ids: number): () => void
}

/** Enough for a client that follows a hundred thousand translations and reopens its streams. */
const IDS_PER_KEY = 250_000

export function createOpenStreams(streamsPerKey: number): OpenStreams {
  const open = new Map<string, { streams: number; ids: number }>()
  return {
    take(owner, ids) {
      const usage = open.get(owner) ?? { streams: 0, ids: 0 }
      if (usage.streams >= streamsPerKey || usage.ids + ids > IDS_PER_KEY) throw tooMany(usage)
      open.set(owner, usage)
      usage.streams++
      usage.ids += ids
      return () => {
        usage.streams--
        usage.ids -= ids
        if (usage.streams === 0) open.delete(owner)
      }
    },
  }
}

function tooMany({ streams, ids }: { streams: number; ids: number }): Problem {
  const detail = `This key has ${streams} open streams with ${ids} translations. Close one first.`
  return new Problem(429, 'too_many_streams', detail, { headers: { 'retry-after': '30' } })
}
