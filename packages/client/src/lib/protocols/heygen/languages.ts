/**
 * HeyGen's names that differ from Unicode CLDR, from its `languages` as public integrations quote
 * it.
 */
const OWN_NAMES: Readonly<Record<string, string>> = {
  'az-AZ': 'Azerbaijani (Latin, Azerbaijan)',
  'bn-IN': 'Bengali (India)',
  'bs-BA': 'Bosnian (Bosnia and Herzegovina)',
  'ca-ES': 'Catalan',
  'en-GB': 'English (UK)',
  'en-HK': 'English (Hong Kong SAR)',
  'eu-ES': 'Basque',
  'ko-KR': 'Korean (Korea)',
  'my-MM': 'Burmese (Myanmar)',
  'uz-UZ': 'Uzbek (Latin, Uzbekistan)',
  'wuu-CN': 'Chinese (Wu, Simplified)',
  'yue-CN': 'Chinese (Cantonese, Simplified)',
  'zh-CN': 'Chinese (Mandarin, Simplified)',
  'zh-HK': 'Chinese (Cantonese, Traditional)',
  'zh-TW': 'Chinese (Taiwanese Mandarin, Traditional)',
}

/** The BCP 47 tag for an unknown language. */
export const UNDETERMINED = 'und'

/**
 * HeyGen's name for a tag: `Spanish (Spain)` for `es-ES`. A text that is not a tag stays as it is.
 */
export function nameOf(language: string): string {
  const tag = canonical(language)
  return tag ? (OWN_NAMES[tag] ?? names('language').of(tag) ?? language) : language
}

/**
 * The BCP 47 tag for HeyGen's name. A name without a tag, e.g. `English - Your Accent`, stays as it
 * is.
 */
export function tagOf(name: string): string {
  const tag = canonical(name) ?? tagsOfOwnNames()[name.toLowerCase()]
  if (tag) return tag
  const [, language = '', region] = /^(.+?)(?: \((.+)\))?$/.exec(name) ?? []
  const code = codes('language').get(language)
  if (!code || region === undefined) return code ?? name
  const regionCode = codes('region').get(region)
  return regionCode ? `${code}-${regionCode}` : name
}

function canonical(language: string): string | undefined {
  // A longer word is the name of a language, e.g. `Thai`, not its code.
  if (!/^[a-z]{2,3}(-[a-z\d]{1,8})*$/i.test(language)) return undefined
  try {
    return Intl.getCanonicalLocales(language)[0]
  } catch {
    return undefined
  }
}

function tagsOfOwnNames(): Record<string, string> {
  return Object.fromEntries(Object.entries(OWN_NAMES).map(([tag, name]) => [name.toLowerCase(), tag]))
}

function names(type: Kind, fallback: 'code' | 'none' = 'code'): Intl.DisplayNames {
  return new Intl.DisplayNames('en', { type, languageDisplay: 'standard', fallback })
}

type Kind = 'language' | 'region'

const codesByKind = new Map<Kind, Map<string, string>>()

/** The two-letter codes by their English names. `Intl` offers only the other direction. */
function codes(kind: Kind): Map<string, string> {
  const byName = codesByKind.get(kind) ?? readCodes(kind)
  codesByKind.set(kind, byName)
  return byName
}

function readCodes(kind: Kind): Map<string, string> {
  const display = names(kind, 'none')
  const pairs = twoLetters().flatMap((letters): [string, string][] => {
    const name = display.of(letters)
    return name ? [[name, currentCode(kind, letters)]] : []
  })
  return new Map(pairs)
}

function twoLetters(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  return letters.flatMap((first) => letters.map((second) => first + second))
}

/** A withdrawn code has the name of its successor, and stands for it. */
function currentCode(kind: Kind, code: string): string {
  const [tag = code] = Intl.getCanonicalLocales(kind === 'region' ? `und-${code}` : code)
  return tag.replace(/^und-/, '')
}
