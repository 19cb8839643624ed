import { InvalidArgumentError } from 'commander'
import { commonNames, languageOfCountry, nameOf, tagOfName } from './language-names.ts'
import { joinOr, nearMatches } from './near-matches.ts'

/**
 * Reads one language as a BCP 47 tag: from a tag in any case, with `-` or `_` (`pt-BR`, `pt_br`), or from a name in one
 * of many languages (`Spanish`, `español`, `Brazilian Portuguese`).
 */
export function parseLanguage(text: string): string {
  const word = text.trim()
  const tag = canonicalTag(word) ?? tagOfName(word)
  if (tag) return tag
  throw new InvalidArgumentError(word === '' ? 'A language is empty.' : describeUnknown(word))
}

/** Reads `es` or `es,ca`; repeating the option adds to the list. */
export function parseLanguages(text: string, before: string[] = []): string[] {
  const tags = text.split(',').map(parseLanguage)
  return [...new Set([...before, ...tags])]
}

/** Undefined for what is no tag, or one of an unknown language. A locale of the system may name its encoding. */
function canonicalTag(word: string): string | undefined {
  try {
    const [tag] = Intl.getCanonicalLocales(word.replace(/\.utf-?8$/i, '').replaceAll('_', '-'))
    return tag && isLanguage(tag) ? tag : undefined
  } catch {
    return undefined
  }
}

/** There are more languages of three letters than Unicode has names for, and engines that know them: the server decides. */
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
