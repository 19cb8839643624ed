const SENTENCE_END = /[\p{Sentence_Terminal}…][\p{Pe}\p{Pf}"']*$/u
/** Other signs that end a part: `,`, `;`, `:` of each script, a dash, and a bracket that closes. */
const CLAUSE_END =
  /(?:(?!\p{Sentence_Terminal})\p{Terminal_Punctuation}|[–—])[\p{Pe}\p{Pf}"']*$|[)）][\p{Pf}"']*$/u

const STOPS = {
  title: /^(?:mr|mrs|ms|dr|prof|st|sr|sra|srta|ud|uds|mme|vs|bzw|د)\.$/iu,
  /** `a.C.` and `J.`. Scripts without capitals have words of one letter. */
  initials: /^(?:[\p{Lu}\p{Ll}\p{Lt}]\.)+$/u,
  /** Such as the German `3.` */
  number: /^\d+\.$/,
}

/** What a full stop stands after, if a sentence may go on after it. */
export type Stop = keyof typeof STOPS

/** What a full stop stands after, or nothing if it ends a sentence or there is none. */
export function doubtfulStop(word: string): Stop | undefined {
  const text = word.trim()
  if (STOPS.title.test(text)) return 'title'
  if (STOPS.initials.test(text)) return 'initials'
  return STOPS.number.test(text) ? 'number' : undefined
}

/** Whether a sentence ends with this word, beyond doubt. */
export function endsSentence(word: string): boolean {
  return SENTENCE_END.test(word.trim()) && doubtfulStop(word) === undefined
}

/** Whether a part of a sentence ends with this word. */
export function endsClause(word: string): boolean {
  return CLAUSE_END.test(word.trim())
}
