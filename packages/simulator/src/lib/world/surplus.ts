/**
 * The oldest keys of a map that has more than it may: a server that is left running for weeks must not grow. Whoever takes them
 * removes each before it asks for the next. It looks at no more keys than there are too many, as it is asked at each insert.
 */
export function* surplus<K>(map: ReadonlyMap<K, unknown>, most: number): Generator<K> {
  for (const key of map.keys()) {
    if (map.size <= most) return
    yield key
  }
}
