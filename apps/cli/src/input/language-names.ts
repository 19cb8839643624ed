/** Languages in which people write the names of languages, the commonest first: the first meaning of a name counts. */
const READ_IN = [
  'en',
  'es',
  'fr',
  'de',
  'pt',
  'it',
  'nl',
  'ca',
  'pl',
  'tr',
  'ru',
  'uk',
  'sv',
  'zh',
  'ja',
  'ko',
  'ar',
  'hi',
]

/** Tags with a region or a script that have names of their own, such as Brazilian Portuguese. */
const REGIONAL = (
  'ar-EG ar-SA de-AT de-CH de-DE en-AU en-CA en-GB en-IN en-US es-419 es-AR es-CO es-ES ' +
  'es-MX es-US fr-BE fr-CA fr-CH fr-FR it-IT nl-BE nl-NL pt-BR pt-PT sr-Cyrl sr-Latn zh-CN ' +
  'zh-HK zh-Hans zh-Hant zh-TW'
).split(' ')

const THREE_LETTERS = (
  'ast bho ceb chr ckb doi fil fur gsw haw hmn ilo kab kok lus mai mni nds nso pap sah sat ' +
  'scn sco szl tpi wuu yue'
).split(' ')

/** Usual names that Unicode's tables do not have. */
const ALIASES: Record<string, string> = {
  brazilian: 'pt-BR',
  castellano: 'es',
  castilian: 'es',
  farsi: 'fa',
  mandarin: 'zh',
  'mandarin chinese': 'zh',
  putonghua: 'zh',
  tagalog: 'fil',
  valencian: 'ca-valencia',
  valencià: 'ca-valencia',
}

/** Codes of countries that are often taken for their language. Each would be refused otherwise. */
const COUNTRY_CODES: Record<string, string> = {
  cn: 'zh',
  cz: 'cs',
  dk: 'da',
  gr: 'el',
  jp: 'ja',
  kr: 'ko',
  rs: 'sr',
  ua: 'uk',
  vn: 'vi',
}

/** The name of a language in English, e.g. `Brazilian Portuguese`; undefined for a tag without one. */
export function nameOf(tag: string): string | undefined {
  try {
    return namesIn('en').of(tag)
  } catch {
    return undefined
  }
}

/** The tag of a language by its name in one of many languages, whatever its case and accents. */
export function tagOfName(name: string): string | undefined {
  return tagsByName().get(normalized(name))
}

/** Every name that {@link tagOfName} understands, in its usual spelling, with its tag. English and own names only. */
export function commonNames(): Map<string, string> {
  const names = new Map<string, string>()
  for (const tag of tags()) {
    for (const name of [namesIn('en').of(tag), ownName(tag)]) if (name) names.set(name, tag)
  }
  return names
}

/** The language that a person means who writes the code of a country. */
export function languageOfCountry(code: string): string | undefined {
  return COUNTRY_CODES[code.toLowerCase()]
}

function tagsByName(): Map<string, string> {
  const byName = new Map<string, string>()
  const add = (name: string | undefined, tag: string) => {
    if (name && !byName.has(normalized(name))) byName.set(normalized(name), tag)
  }
  const all = tags()
  for (const language of READ_IN) {
    const names = namesIn(language)
    for (const tag of all) add(names.of(tag), tag)
    const standard = namesIn(language, 'standard')
    for (const tag of REGIONAL) add(standard.of(tag), tag)
  }
  for (const tag of all) add(ownName(tag), tag)
  for (const [name, tag] of Object.entries(ALIASES)) add(name, tag)
  return byName
}

/** Every language with a code of two letters, the larger ones of three, and the usual regional forms. */
function tags(): string[] {
  const names = namesIn('en')
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  const isUsual = (tag: string) => names.of(tag) !== undefined && Intl.getCanonicalLocales(tag)[0] === tag
  return [...codes.filter(isUsual), ...THREE_LETTERS, ...REGIONAL]
}

function ownName(tag: string): string | undefined {
  const names = namesIn(tag)
  // A language that Node has no data for answers in the language of this machine.
  return names.resolvedOptions().locale.split('-')[0] === tag.split('-')[0] ? names.of(tag) : undefined
}

function namesIn(language: string, languageDisplay: 'dialect' | 'standard' = 'dialect'): Intl.DisplayNames {
  return new Intl.DisplayNames([language], { type: 'language', fallback: 'none', languageDisplay })
}

/** Without case, accents and punctuation: `Español (México)` and `espanol mexico` are the same. */
function normalized(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}
