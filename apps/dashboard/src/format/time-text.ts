/** Seconds to a hundredth, as times are shown and saved. */
export function hundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100
}

/** A time of the video to a hundredth: `0:09.42`. */
export function timeText(seconds: number): string {
  const parts = Math.max(0, Math.round(seconds * 100))
  const minutes = Math.floor(parts / 6000)
  const rest = ((parts % 6000) / 100).toFixed(2).padStart(5, '0')
  return `${minutes}:${rest}`
}

/** Reads `0:09.42`, `9.42` or `1:02:03`. Undefined: it is no time. */
export function readTime(text: string): number | undefined {
  const parts = text.trim().replace(',', '.').split(':')
  if (parts.length > 3 || !parts.every((part) => /^\d+(\.\d+)?$/.test(part))) return undefined
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0)
}
