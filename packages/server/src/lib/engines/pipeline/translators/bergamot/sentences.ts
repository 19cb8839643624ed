import { normalise } from '../normalise.ts'

/** Letters, so that a model has something to translate. */
const LETTER = /\p{L}/u
/**
 * The segmenter takes the period of an abbreviation for an end. A short capitalised word before it
 * joins the next sentence, which costs nothing if it was the end after all.
 */
const ABBREVIATION = /(?:^|\s)\p{Lu}\p{L}{0,3}\.$/u
/** Languages that write no space between sentences. */
const WITHOUT_SPACES = new Set(['ja', 'zh', 'th', 'km', 'lo', 'my'])

/** A piece of a line. Pieces without a letter stay as they are. */
export interface Piece {
  text: string
  translatable: boolean
}

/** Splits a line into sentences, without white space around them. */
export function splitSentences(line: string, language: string): Piece[] {
  const segments = segmenterFor(language).segment(normalise(line))
  const sentences: string[] = []
  for (const { segment } of segments) {
    const previous = sentences.at(-1)
    if (previous !== undefined && ABBREVIATION.test(previous.trimEnd())) {
      sentences[sentences.length - 1] = previous + segment
    } else sentences.push(segment)
  }
  return sentences.map((sentence) => ({ text: sentence.trim(), translatable: LETTER.test(sentence) }))
}

/** Joins the translated sentences of a line. */
export function joinSentences(sentences: readonly string[], language: string): string {
  const space = WITHOUT_SPACES.has(new Intl.Locale(language).language) ? '' : ' '
  return sentences.filter((sentence) => sentence !== '').join(space)
}

function segmenterFor(language: string): Intl.Segmenter {
  return new Intl.Segmenter(language, { granularity: 'sentence' })
}
