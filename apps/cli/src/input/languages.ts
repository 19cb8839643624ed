import { InvalidArgumentError } from 'commander'
import { commonNames, languageOfCountry, nameOf, tagOfName } from './language-names.ts'
import { joinOr, nearMatches } from './near-matches.ts'

/**
 * Parses one language to a BCP 47 tag. The text is a tag in any case (`pt-BR`, `pt_br`), or a name
 * in one of many languages (`Spanish`, `español`, `Brazilian Portuguese`).
 */
export function parseLanguage(text: string): string {
  const word = text.trim()
  const tag = canonicalTag(word) ?? tagOfName(word)
  if (tag) return tag
  throw new InvalidArgumentError(word === '' ? 'The name of a language is empty.' : describeUnknown(word))
}

/** Parses `es` or `es,ca`. Repeating the option adds to the list. */
export function parseLanguages(text: string, before: string[] = []): string[] {
  const tags = text.split(',').map(parseLanguage)
  return [...new Set([...before, ...tags])]
}

/**
 * Undefined for anything but the tag of a known language. A locale such as `pt_br.UTF-8` is
 * accepted.
 */
function canonicalTag(word: string): string | undefined {
  try {
    const [tag] = Intl.getCanonicalLocales(word.replace(/\.utf-?8$/i, '').replaceAll('_', '-'))
    return tag && isLanguage(tag) ? tag : undefined
  } catch {
    return undefined
  }
}

/**
 * Accepts every tag of three letters: engines know more of these than Unicode names, so the server
 * decides.
 */
function isLanguage(tag: string): boolean {
  const [language = ''] = tag.split('-')
  return language.length === 3 || nameOf(language) !== undefined
}

function describeUnknown(word: string): string {
  const near = suggestions(word).map((tag) => `${tag} (${nameOf(tag) ?? 'no name'})`)
  const question = near.length > 0 ? ` Did you mean ${joinOr(near)}?` : ''
  return `"${word}" is not a known language.${question} Write a tag such as es or pt-BR, or a name such as Spanish.`
}

function suggestions(word: string): string[] {
  const country = languageOfCountry(word)
  if (country) return [country]
  const names = commonNames()
  return [...new Set(nearMatches(word, names.keys()).map((name) => names.get(name) ?? ''))]
}
