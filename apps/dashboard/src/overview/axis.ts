/** The size of a plot in its own units; it is drawn as wide as there is room. */
export const WIDTH = 600
export const HEIGHT = 180
export const LEFT = 34
export const BOTTOM = 22

/** Every day has a bar, but only so many have room for their name. */
export function isNamed(index: number, count: number): boolean {
  return (count - 1 - index) % Math.ceil(count / 7) === 0
}

export function dayName(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }).format(atMs)
}
