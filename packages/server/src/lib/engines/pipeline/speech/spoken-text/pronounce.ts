import { wholeWords } from '../../words/whole-words.ts'

/**
 * Makes what replaces words by what the voice should read instead. Only whole words count, in
 * whatever case, and the longest one first. Make it once for many texts: that takes its time.
 */
export function createPronouncer(
  dictionary: Readonly<Record<string, string>> = {},
): (text: string) => string {
  const spoken = new Map(Object.entries(dictionary).map(([word, read]) => [word.toLowerCase(), read]))
  if (spoken.size === 0) return (text) => text
  const pattern = wholeWords(Object.keys(dictionary))
  return (text) => text.replaceAll(pattern, (word) => spoken.get(word.toLowerCase()) ?? word)
}
