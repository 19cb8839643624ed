/**
 * Keeps one format for each language and kind, because to make one takes longer than to use it a
 * hundred times.
 */
export function keptFormats<Format>(
  make: (locale: string, kind: string) => Format,
): (locale: string, kind?: string) => Format {
  const known = new Map<string, Format>()
  return (locale, kind = '') => {
    const key = `${locale} ${kind}`
    const format = known.get(key) ?? make(locale, kind)
    known.set(key, format)
    return format
  }
}
