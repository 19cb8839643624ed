import { keptFormats } from './kept-formats.ts'

/**
 * A count with its thousands set apart. Below a thousand there are none, and to make the first
 * format takes longer than to draw the page.
 */
export function countText(count: number, locale: string): string {
  return count < 1000 ? String(count) : thousands(locale).format(count)
}

const thousands = keptFormats((locale) => new Intl.NumberFormat(locale))
