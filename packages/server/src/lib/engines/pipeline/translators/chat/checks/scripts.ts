const PATTERNS: Record<string, RegExp> = {
  Hans: /\p{Script=Han}/gu,
  Hant: /\p{Script=Han}/gu,
  Jpan: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  Kore: /[\p{Script=Hangul}\p{Script=Han}]/gu,
}

/** Fewer letters say nothing: a name or a unit may be written in another script. */
const MIN_LETTERS = 8
const MIN_SHARE = 0.3

/** Whether a text is written in another script than the language. */
export function isInOtherScript(text: string, language: string): boolean {
  const pattern = patternOf(language)
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (!pattern || letters < MIN_LETTERS) return false
  return (text.match(pattern)?.length ?? 0) / letters < MIN_SHARE
}

const FOUND = new Map<string, RegExp | undefined>()

function patternOf(language: string): RegExp | undefined {
  if (!FOUND.has(language)) FOUND.set(language, findPattern(language))
  return FOUND.get(language)
}

function findPattern(language: string): RegExp | undefined {
  try {
    const { script } = new Intl.Locale(language).maximize()
    return script === undefined ? undefined : (PATTERNS[script] ?? new RegExp(`\\p{Script=${script}}`, 'gu'))
  } catch {
    return undefined
  }
}
