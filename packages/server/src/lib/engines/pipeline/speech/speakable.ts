/** Whether a text has a letter or a digit. Native code crashes on a text without one. */
export function isSpeakable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}
