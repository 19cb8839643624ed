import { keptFormats } from './kept-formats.ts'

/** The name of a language in the language of the page, or the tag if nobody knows a name. */
export function languageName(tag: string, locale: string): string {
  return keptNames(locale, tag)
}

/** Each row of a list asks for several. */
const keptNames = keptFormats((locale, tag) => {
  try {
    const name = namesIn(locale).of(tag) ?? tag
    return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
  } catch {
    return tag
  }
})

const namesIn = keptFormats((locale) => new Intl.DisplayNames(locale, { type: 'language' }))

/** Names in a sentence: `Spanish, French and German`. */
export function nameList(tags: readonly string[], locale: string): string {
  const names = tags.map((tag) => languageName(tag, locale))
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)
}
