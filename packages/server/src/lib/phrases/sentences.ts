const SENTENCE_END = /[.!?…。！？؟।][\p{Pe}\p{Pf}"']*$/u
/** `Mr.`, `a.C.`, `J.`, and numbers such as the German `3.` */
const NO_SENTENCE_END =
  /^(?:(?:mr|mrs|ms|dr|prof|st|sr|sra|srta|ud|uds|mme|vs|bzw)|(?:\p{L}\.)*\p{L}|\d+)\.$/iu
const CLAUSE_END = /[,;:–—،、，；：][\p{Pe}\p{Pf}"']*$/u

/** Whether a sentence ends with this word. */
export function endsSentence(word: string): boolean {
  const text = word.trim()
  return SENTENCE_END.test(text) && !NO_SENTENCE_END.test(text)
}

/** Whether a part of a sentence ends with this word. */
export function endsClause(word: string): boolean {
  return CLAUSE_END.test(word.trim())
}
