/** Languages in which people write names of languages. The first one that knows a name decides. */
const READ_IN = 'en es fr de pt it nl ca pl tr ru uk sv zh ja ko ar hi'.split(' ')

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

/** Common names that are missing from Unicode's tables. */
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

/** Country codes that people often write instead of their language's code. */
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

/**
 * The name of a language in English, e.g. `Brazilian Portuguese`; undefined for a tag without one.
 */
export function nameOf(tag: string): string | undefined {
  try {
    return namesIn('en').of(tag)
  } catch {
    return undefined
  }
}

/**
 * Finds the tag of a language by its name in one of many languages. Case and accents do not matter.
 */
export function tagOfName(name: string): string | undefined {
  tagsByName ??= readTagsByName()
  return tagsByName.get(normalized(name))
}

let tagsByName: Map<string, string> | undefined

/** The English name and the own name of each language, with its tag. */
export function commonNames(): Map<string, string> {
  const names = new Map<string, string>()
  for (const tag of tags()) {
    for (const name of [namesIn('en').of(tag), ownName(tag)]) if (name) names.set(name, tag)
  }
  return names
}

/** The language that somebody who writes this country code probably means. */
export function languageOfCountry(code: string): string | undefined {
  return COUNTRY_CODES[code.toLowerCase()]
}

function readTagsByName(): Map<string, string> {
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

/** Tags of two letters, of larger languages with three, and of common regional forms. */
function tags(): string[] {
  const names = namesIn('en')
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  const isUsual = (tag: string) => names.of(tag) !== undefined && Intl.getCanonicalLocales(tag)[0] === tag
  return [...codes.filter(isUsual), ...THREE_LETTERS, ...REGIONAL]
}

function ownName(tag: string): string | undefined {
  const names = namesIn(tag)
  // For a language that Node has no data for, it answers in the language of this machine.
  return names.resolvedOptions().locale.split('-')[0] === tag.split('-')[0] ? names.of(tag) : undefined
}

function namesIn(language: string, languageDisplay: 'dialect' | 'standard' = 'dialect'): Intl.DisplayNames {
  return new Intl.DisplayNames([language], { type: 'language', fallback: 'none', languageDisplay })
}

/** Removes case, accents and punctuation: `Español (México)` becomes `espanol mexico`. */
function normalized(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}
