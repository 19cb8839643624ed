const mostRepeats = 3
const longestPhrase = 8

/**
 * Where a recogniser got into a loop, it says a phrase over and over. Gives the text with the phrase once, or the text
 * itself where nothing repeats more often than people do.
 */
export function withoutLoop(text: string): string {
  const words = text.split(/\s+/).filter(Boolean)
  for (let first = 0; first < words.length; first++) {
    for (let length = 1; length <= longestPhrase; length++) {
      const repeats = repeatsAt(words, first, length)
      if (repeats > mostRepeats) {
        const rest = words.slice(first + repeats * length)
        return withoutLoop([...words.slice(0, first + length), ...rest].join(' '))
      }
    }
  }
  return text
}

/** How often the phrase of `length` words at `first` stands there in a row. */
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
