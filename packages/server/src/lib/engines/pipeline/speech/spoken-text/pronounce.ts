/**
 * Replaces words by what the voice should read instead. Only whole words count, in whatever case,
 * and the longest one first.
 */
export function pronounce(text: string, dictionary: Readonly<Record<string, string>> = {}): string {
  const words = Object.keys(dictionary).filter((word) => word.trim() !== '')
  if (words.length === 0) return text
  const spoken = new Map(words.map((word) => [word.toLowerCase(), dictionary[word] ?? word]))
  const longestFirst = words.toSorted((one, other) => other.length - one.length).map(escaped)
  const pattern = new RegExp(
    String.raw`(?<![\p{L}\p{N}])(?:${longestFirst.join('|')})(?![\p{L}\p{N}])`,
    'giu',
  )
  return text.replaceAll(pattern, (word) => spoken.get(word.toLowerCase()) ?? word)
}

function escaped(word: string): string {
  return word.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)
}
