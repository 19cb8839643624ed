/** Seconds by which a vendor may round times. Nobody hears them. */
const TOLERANCE_SECONDS = 0.02

/** Whether two instants are the same for a person who listens. */
export function isSameTime(one: number, other: number): boolean {
  return Math.abs(one - other) <= TOLERANCE_SECONDS
}

/** Whether two texts say the same: a vendor may write spaces and accents in its own way. */
export function isSameText(one: string, other: string): boolean {
  return one === other || plain(one) === plain(other)
}

export function plain(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '').normalize('NFC').replaceAll(/\s+/g, ' ').trim()
}
