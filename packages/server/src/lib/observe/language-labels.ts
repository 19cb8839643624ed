/** More languages than most servers see, and few enough for Prometheus. */
const MAX_LANGUAGES = 60

/**
 * Turns languages into label values. Requests choose the languages, and every new value is a time
 * series for ever, so regions are dropped and a process has a limited number of values.
 */
export function createLanguageLabels(max = MAX_LANGUAGES): (language: string | undefined) => string {
  const known = new Set<string>()
  return (language) => {
    if (language === undefined) return 'none'
    const [base = ''] = language.toLowerCase().split('-')
    if (!/^[a-z]{2,3}$/.test(base)) return 'other'
    if (known.size < max) known.add(base)
    return known.has(base) ? base : 'other'
  }
}
