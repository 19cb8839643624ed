import type { Source } from './sources.ts'

const MAX_COLUMNS = 100

/** A whole-line comment: `//`, `/*` or the `*` that continues one. */
const COMMENT_LINE = /^\s*(?:\/\/|\/\*|\*(?=\s|\/|$))/

/** Sentences that a reader has to turn around before they make sense. */
const INVERTED_OPENING = /(?:^|[.!:;] )((?:Who|Whose|Whom|Whoever|Of)\b[^.]*)/g

/** Comment lines of more than 100 columns, as `path:line`. */
export function longCommentLines({ path, text }: Source): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      COMMENT_LINE.test(line) && line.length > MAX_COLUMNS ? [`${path}:${index + 1}`] : [],
    )
}

/**
 * Sentences in comments that open with Who, Whose, Whom or Of, as `path: sentence`. Questions and
 * "Of course" pass.
 */
export function invertedOpenings({ path, text }: Source): string[] {
  return commentBlocks(text).flatMap((block) =>
    [...block.matchAll(INVERTED_OPENING)]
      .map(([, sentence = '']) => sentence.trim())
      .filter((sentence) => !sentence.includes('?') && !sentence.startsWith('Of course'))
      .map((sentence) => `${path}: ${sentence.slice(0, 80)}`),
  )
}

/**
 * Neighbouring comment lines joined to running text, so that a sentence is not broken where its
 * line is.
 */
function commentBlocks(text: string): string[] {
  const blocks: string[] = []
  let block: string[] = []
  for (const line of [...text.split('\n'), '']) {
    if (COMMENT_LINE.test(line)) {
      block.push(proseOf(line))
      continue
    }
    if (block.length > 0) blocks.push(block.join(' ').replaceAll(/\s+/g, ' ').trim())
    block = []
  }
  return blocks
}

/** The line without its comment marks. A `@tag` ends the sentence before it. */
function proseOf(line: string): string {
  return line
    .replace(/^\s*(?:\/\/+|\/\*+|\*(?!\/))\s?/, '')
    .replace(/\*\/\s*$/, '')
    .replace(/@\w+/, '. ')
}
