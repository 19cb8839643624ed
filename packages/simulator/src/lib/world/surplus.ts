/**
 * The oldest keys of a map that has more than it may: a server that is left running for weeks must not grow. Whoever takes them
 * removes each before it asks for the next. Those that may stay are not walked, as this is asked at each insert.
 */
export function* surplus<K>(map: ReadonlyMap<K, unknown>, most: number): Generator<K> {
  for (const key of map.keys()) {
    if (map.size <= most) return
    yield key
  }
}
