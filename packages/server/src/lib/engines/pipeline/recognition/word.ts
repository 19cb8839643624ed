import { startsWithoutSpace, tokensOf } from '../../../phrases/tokens.ts'

/** A word of a recogniser. */
export interface HeardWord {
  /** With the space before it, if the language writes one. */
  text: string
  /** Seconds of the recording. Absent if the recogniser gives no times. */
  time?: { start: number; end: number }
}

/** A word with its time in the recording, in seconds. */
export interface Word {
  /** With the space before it, if the language writes one. */
  text: string
  start: number
  end: number
}

/** Words of a text, each with the space before it. Scripts without spaces are divided as well. */
export function wordsOf(text: string, language: string): string[] {
  const ends = tokensOf(text, language).map(({ end }) => end)
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end))
}

/** Words that stand apart from those before them, if their script parts words by spaces. */
export function spacedApart<word extends { text: string }>(words: readonly word[]): word[] {
  return words.map((word, index) => {
    const isPart = index > 0 || /^\s/.test(word.text) || startsWithoutSpace(word.text)
    return isPart ? word : { ...word, text: ` ${word.text}` }
  })
}

/** Text of words that carry their own spaces. */
export function textOf(words: readonly { text: string }[]): string {
  return words
    .map(({ text }) => text)
    .join('')
    .trim()
}
