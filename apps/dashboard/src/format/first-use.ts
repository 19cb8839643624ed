/**
 * What a page writes with `Intl`. The first use has the browser read what it knows of a language,
 * which takes longer than to draw a page.
 */
export const FIRST_USES: readonly ((locale: string) => unknown)[] = [
  (locale) => new Intl.Collator(locale),
  (locale) => new Intl.NumberFormat(locale),
]
