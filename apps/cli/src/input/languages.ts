import { InvalidArgumentError } from 'commander'

/** Reads one BCP 47 tag, e.g. `es` or `pt-BR`. */
export function parseLanguage(text: string): string {
  try {
    const [tag] = Intl.getCanonicalLocales(text.trim())
    if (tag) return tag
  } catch {
    // Falls through to the refusal: Intl's own sentence names no cure.
  }
  throw new InvalidArgumentError(`"${text}" is not a language tag. Write e.g. es, ca or pt-BR.`)
}

/** Reads `es` or `es,ca`; repeating the option adds to the list. */
export function parseLanguages(text: string, before: string[] = []): string[] {
  const tags = text.split(',').map(parseLanguage)
  return [...new Set([...before, ...tags])]
}
