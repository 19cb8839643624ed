/** HeyGen's own name for a language, where it is not that of Unicode CLDR. From its `languages`, as integrations quote it. */
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

/** The tag of BCP 47 for a language that nobody has named. */
export const UNDETERMINED = 'und'

/** What HeyGen calls a language: `es-ES` is `Spanish (Spain)`. What is no tag is taken for such a name. */
export function nameOf(language: string): string {
  const tag = canonical(language)
  return tag ? (OWN_NAMES[tag] ?? names('language').of(tag) ?? language) : language
}

/** The tag of BCP 47 for what HeyGen calls a language. A name that stands for no tag, e.g. `English - Your Accent`, stays. */
export function tagOf(name: string): string {
  const tag = canonical(name) ?? tagsOfOwnNames()[name.toLowerCase()]
  if (tag) return tag
  const [, language = '', region] = /^(.+?)(?: \((.+)\))?$/.exec(name) ?? []
  const code = codes('language').get(language)
  if (!code || region === undefined) return code ?? name
  const where = codes('region').get(region)
  return where ? `${code}-${where}` : name
}

function canonical(language: string): string | undefined {
  // What is longer is no code of a language, but a name, e.g. `Thai`.
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

type Kind = 'language' | 'region'

function names(type: Kind, fallback: 'code' | 'none' = 'code'): Intl.DisplayNames {
  return new Intl.DisplayNames('en', { type, languageDisplay: 'standard', fallback })
}

const known = new Map<Kind, Map<string, string>>()

/** Codes by English names, as far as they have two letters: CLDR can be asked only the other way round. */
function codes(kind: Kind): Map<string, string> {
  const found = known.get(kind) ?? readCodes(kind)
  known.set(kind, found)
  return found
}

function readCodes(kind: Kind): Map<string, string> {
  const display = names(kind, 'none')
  const pairs = twoLetters().flatMap((letters): [string, string][] => {
    const name = display.of(letters)
    return name ? [[name, current(kind, letters)]] : []
  })
  return new Map(pairs)
}

function twoLetters(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  return letters.flatMap((first) => letters.map((second) => first + second))
}

/** Withdrawn codes have the name of their successor, and it is the successor that is meant. */
function current(kind: Kind, code: string): string {
  const [tag = code] = Intl.getCanonicalLocales(kind === 'region' ? `und-${code}` : code)
  return tag.replace(/^und-/, '')
}
