const TAGS = /<\/?[a-z][^<>]*>|\{\\[^{}]*\}/gi
const MARKDOWN = /\*{1,3}([^*]+)\*{1,3}|_{2}([^_]+)_{2}|`+([^`]+)`+/g
const LIST_MARK = /^(?:#{1,6}|[-*•–—]|\(?\d{1,3}[.)])\s+/
const LABEL = /^(?:translation|translated|traducci[oó]n|traduction|tradução|traduzione|übersetzung)\s*:\s*/i
const BRACKETS = /\[[^[\]]*\]|【[^【】]*】/g
const NOTES = /[(（]\s*(?:note|nota|n\.? ?d|lit|translat|trad|anm|hinweis|прим|注|译)[^()（）]*[)）]/gi
/** Only where a run of spaces begins: a model may send a million, and each would be tried. */
const EDGE_PARENTHESES = /^[(（][^()（）]*[)）]\s*|(?<!\s)\s*[(（][^()（）]*[)）]([.!?…]?)$/g
const PICTURES = /[\p{Extended_Pictographic}♩♪♫♬]\u{FE0F}?/gu
const INVISIBLE = /[\p{Cc}\u{200B}\u{2060}\u{FEFF}\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu
const QUOTED = /^["“”„«»「『'‘’](.*)["“”«»」』'‘’]$/u
const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  nbsp: ' ',
}

/**
 * Removes what a model adds and the source lacks: tags, Markdown, list marks, labels, stage
 * directions, translator's notes, pictures, and quotes around the whole line.
 */
export function withoutDecoration(text: string, source: string): string {
  const isNew = (pattern: RegExp) => source.search(pattern) < 0
  let line = text.replace(INVISIBLE, ' ')
  if (isNew(/&/)) line = line.replace(/&(\w+|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity)
  if (isNew(/[<{]/)) line = line.replace(TAGS, '')
  if (isNew(/[*_`]/)) line = line.replace(MARKDOWN, '$1$2$3')
  if (isNew(/[[【]/)) line = line.replace(BRACKETS, ' ')
  if (isNew(/[(（]/)) line = line.replace(NOTES, ' ').trim().replace(EDGE_PARENTHESES, '$1')
  if (isNew(PICTURES)) line = line.replace(PICTURES, ' ')
  line = line.trim()
  if (isNew(LIST_MARK)) line = line.replace(LIST_MARK, '')
  if (isNew(/:/)) line = line.replace(LABEL, '')
  if (isNew(QUOTED)) line = line.replace(QUOTED, '$1')
  return line
    .replace(/\s+/g, ' ')
    .replace(/ ([.,…])(?=\s|$)/g, '$1')
    .trim()
}

/** Parts of a form or of a prompt, which no spoken line has. */
const FOREIGN = /<\/?[a-z][^<>]*>|<\||\|>|\*\*|```|\{\s*["']|["'](?:id|text|lines)["']\s*:|\[\/?INST|\\n/i

/** Whether markup remains that the source lacks. */
export function hasForeignMarkup(text: string, source: string): boolean {
  return FOREIGN.test(text) && !FOREIGN.test(source)
}
