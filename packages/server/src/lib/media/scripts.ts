/** Scripts that are written from right to left (ISO 15924). */
const RIGHT_TO_LEFT = /^(Adlm|Arab|Hebr|Mand|Nkoo|Rohg|Samr|Syrc|Thaa)$/

/** The script that a language is written in, e.g. `Jpan` of `ja`; `Latn` for an unknown tag. */
export function scriptOf(tag: string): string {
  try {
    return new Intl.Locale(tag).maximize().script ?? 'Latn'
  } catch {
    return 'Latn'
  }
}

export function isRightToLeft(tag: string): boolean {
  return RIGHT_TO_LEFT.test(scriptOf(tag))
}
