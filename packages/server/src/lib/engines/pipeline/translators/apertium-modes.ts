/** One installed direction of translation. */
export interface ApertiumMode {
  /** Name in `apertium -l`, e.g. `eng-spa`. */
  mode: string
  /** BCP 47 tags, e.g. `en` and `es`. */
  from: string
  to: string
}

/** Packages of Debian and Ubuntu, with the directions that each translates. */
const PACKAGES: Record<string, string[]> = {
  'apertium-eng-spa': ['en>es', 'es>en'],
  'apertium-eng-cat': ['en>ca', 'ca>en'],
  'apertium-en-gl': ['en>gl', 'gl>en'],
  'apertium-eo-en': ['en>eo', 'eo>en'],
  'apertium-hbs-eng': ['en>hr', 'en>bs', 'en>sr-Latn', 'sr-Latn>en'],
  'apertium-eu-en': ['eu>en'],
  'apertium-isl-eng': ['is>en'],
  'apertium-mkd-eng': ['mk>en'],
  'apertium-spa-cat': ['es>ca', 'ca>es'],
  'apertium-es-gl': ['es>gl', 'gl>es'],
  'apertium-es-pt': ['es>pt', 'es>pt-BR', 'pt>es'],
  'apertium-spa-ita': ['es>it', 'it>es'],
  'apertium-fr-es': ['es>fr', 'fr>es'],
  'apertium-es-ro': ['ro>es'],
  'apertium-eu-es': ['eu>es'],
  'apertium-eo-es': ['es>eo'],
  'apertium-fra-cat': ['fr>ca', 'ca>fr'],
  'apertium-por-cat': ['pt>ca', 'ca>pt', 'ca>pt-BR'],
  'apertium-cat-ita': ['it>ca', 'ca>it'],
  'apertium-pt-gl': ['pt>gl', 'gl>pt'],
}

/** Apertium treats Serbo-Croatian as one language, with a mode for each country. */
const OWN_TAGS: Record<string, string> = { hbs_HR: 'hr', hbs_BS: 'bs', hbs_SR: 'sr-Latn' }
const BROADER: Record<string, string> = { hr: 'sr-Latn', bs: 'sr-Latn' }

/** Parses the output of `apertium -l`, without modes such as `eo-en-bytecode`. */
export function parseModes(listing: string): ApertiumMode[] {
  return listing.split('\n').flatMap((line) => {
    const mode = line.trim()
    const [, source = '', target = ''] = /^([a-z]{2,3}(?:_\w+)?)-([a-z]{2,3}(?:_\w+)?)$/.exec(mode) ?? []
    const from = toTag(source)
    const to = toTag(target)
    return from && to ? [{ mode, from, to }] : []
  })
}

/** The mode between two BCP 47 tags. A mode of the same region wins over one of the language. */
export function findMode(modes: readonly ApertiumMode[], from: string, to: string): ApertiumMode | undefined {
  for (const target of candidates(to)) {
    for (const source of candidates(from)) {
      const found = modes.find((mode) => mode.from === source && mode.to === target)
      if (found) return found
    }
  }
  return undefined
}

/** The Debian package with the mode between two BCP 47 tags. */
export function findPackage(from: string, to: string): string | undefined {
  const wanted = candidates(from).flatMap((source) => candidates(to).map((target) => `${source}>${target}`))
  return Object.keys(PACKAGES).find((name) => PACKAGES[name]?.some((pair) => wanted.includes(pair)))
}

/** `eng` is `en`, `pt_BR` is `pt-BR`, `cat_valencia` is `ca-valencia`. */
function toTag(code: string): string | undefined {
  return OWN_TAGS[code] ?? canonical(code.replaceAll('_', '-'))
}

/** The tag itself, then broader tags that can replace it. */
function candidates(tag: string): string[] {
  const whole = canonical(tag)
  if (whole === undefined) return []
  const { language, script } = new Intl.Locale(whole)
  const inScript = script ? [`${language}-${script}`] : []
  return [...new Set([whole, ...inScript, ...(script ? [] : [language]), BROADER[language] ?? whole])]
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}
