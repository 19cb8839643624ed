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
  const parts = text.split(/(?=\s)/u).filter((part) => part.trim() !== '')
  return parts.flatMap((part) => (WITHOUT_SPACES.test(part) ? divide(part, language) : [part]))
}

/** Text of words that carry their own spaces. */
export function textOf(words: readonly { text: string }[]): string {
  return words
    .map(({ text }) => text)
    .join('')
    .trim()
}

const WITHOUT_SPACES = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Khmer}\p{scx=Lao}]/u

/** Punctuation stays with the word before it. */
function divide(text: string, language: string): string[] {
  const words: string[] = []
  for (const { segment, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    if (isWordLike || words.length === 0) words.push(segment)
    else words.push(`${words.pop()}${segment}`)
  }
  return words
}
