const MAX_REPEATS = 3
const MAX_PHRASE_WORDS = 8

/**
 * Removes the repetitions of a recogniser that got into a loop: a phrase said more than three times
 * in a row stays once. Other text is returned unchanged.
 */
export function withoutLoop(text: string): string {
  const words = text.split(/\s+/).filter(Boolean)
  for (let first = 0; first < words.length; first++) {
    for (let length = 1; length <= MAX_PHRASE_WORDS; length++) {
      const repeats = repeatsAt(words, first, length)
      if (repeats > MAX_REPEATS) {
        const rest = words.slice(first + repeats * length)
        return withoutLoop([...words.slice(0, first + length), ...rest].join(' '))
      }
    }
  }
  return text
}

/** Counts how often the phrase of `length` words at `first` stands there in a row. */
function repeatsAt(words: string[], first: number, length: number): number {
  const phrase = plain(words.slice(first, first + length))
  let repeats = 1
  while (phrase === plain(words.slice(first + repeats * length, first + (repeats + 1) * length))) repeats++
  return repeats
}

function plain(words: string[]): string {
  return words
    .join(' ')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} ]/gu, '')
}
