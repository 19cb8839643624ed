/** A phrase that stands several times in a row. Indexes are those of words. */
export interface Loop {
  first: number
  /** Words of the phrase. */
  words: number
  repeats: number
}

const MAX_REPEATS = 3
const MAX_PHRASE_WORDS = 12

/** Finds phrases that stand more than three times in a row: real ones, or loops of a decoder. */
export function findLoops(texts: readonly string[]): Loop[] {
  const plain = texts.map((word) => word.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}]/gu, ''))
  const loops: Loop[] = []
  for (let first = 0; first < plain.length;) {
    const loop = loopAt(plain, first)
    if (loop !== undefined) loops.push(loop)
    first += loop === undefined ? 1 : loop.words * loop.repeats
  }
  return loops
}

/** The words without the repetitions: each phrase stays once. */
export function withoutLoops<word>(words: readonly word[], loops: readonly Loop[]): word[] {
  return words.filter((_, index) =>
    loops.every(({ first, words: length, repeats }) => {
      return index < first + length || index >= first + length * repeats
    }),
  )
}

function loopAt(words: readonly string[], first: number): Loop | undefined {
  for (let length = 1; length <= MAX_PHRASE_WORDS; length++) {
    const repeats = repeatsAt(words, first, length)
    if (repeats > MAX_REPEATS) return { first, words: length, repeats }
  }
  return undefined
}

/** Counts how often the phrase of `length` words at `first` stands there in a row. */
function repeatsAt(words: readonly string[], first: number, length: number): number {
  const phrase = words.slice(first, first + length).join(' ')
  // Signs alone are no phrase, and after the last word they would be found without end.
  if (phrase.trim() === '') return 1
  let repeats = 1
  while (phrase === words.slice(first + repeats * length, first + (repeats + 1) * length).join(' ')) repeats++
  return repeats
}
