/** Removes line breaks and control characters, which translators take for the ends of lines. */
export function normalise(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}
