// As many of the oldest are looked at for one that is over: the search must not grow with the map.
const SEARCHED = 100

/**
 * The keys that a map has beyond what it may: a server that is left running for weeks must not grow. The oldest that is over goes
 * first, and where none of the oldest is over, the oldest. Whoever takes a key removes it before asking for the next.
 *
 * @param isOver whether nobody waits for a value any more. Default: it is so for each.
 */
export function* surplus<K, V>(
  map: ReadonlyMap<K, V>,
  most: number,
  isOver: (value: V) => boolean = () => true,
): Generator<K> {
  while (map.size > most) yield oldestOver(map, isOver)
}

function oldestOver<K, V>(map: ReadonlyMap<K, V>, isOver: (value: V) => boolean): K {
  let searched = 0
  for (const [key, value] of map) {
    if (isOver(value)) return key
    if (++searched === SEARCHED) break
  }
  return map.keys().next().value as K
}
