import { keptFormats } from '../format/kept-formats.ts'

/** The size of a plot in its own units; it is drawn as wide as there is room. */
export const WIDTH = 600
export const HEIGHT = 180
export const LEFT = 34
export const BOTTOM = 22

/** Every day has a bar, but only so many have room for their name. */
export function isNamed(index: number, count: number): boolean {
  return (count - 1 - index) % Math.ceil(count / 7) === 0
}

/** @param date a day of the server, which counts by UTC, e.g. `2026-01-18` */
export function dayName(date: string, locale: string): string {
  return days(locale).format(Date.parse(date))
}

const days = keptFormats(
  (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }),
)
