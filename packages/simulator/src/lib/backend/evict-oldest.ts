/** Number of old entries that one eviction examines. The search must not grow with the map. */
const MAX_EXAMINED = 100

export interface EvictionRules<K, V> {
  /** Whether an entry is finished, so that nobody waits for it. Default: every entry is. */
  isEvictable?: (value: V) => boolean
  /** Removes the entry of a key from the map. Default: only that. */
  evict?: (key: K) => void
}

/**
 * Shrinks a map to `maxSize` entries, so that a server can run for weeks. The oldest evictable
 * entry goes first; if none of the oldest entries is evictable, the oldest goes.
 */
export function evictOldest<K, V>(
  map: Map<K, V>,
  maxSize: number,
  { isEvictable = () => true, evict = (key) => void map.delete(key) }: EvictionRules<K, V> = {},
): void {
  while (map.size > maxSize) evict(oldestEvictable(map, isEvictable))
}

function oldestEvictable<K, V>(map: ReadonlyMap<K, V>, isEvictable: (value: V) => boolean): K {
  let examined = 0
  for (const [key, value] of map) {
    if (isEvictable(value)) return key
    if (++examined === MAX_EXAMINED) break
  }
  return map.keys().next().value as K
}
