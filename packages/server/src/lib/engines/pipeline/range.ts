/** A part of the source, in seconds. */
export interface TimeRange {
  start: number
  end: number
}

const CLOCK = String.raw`(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6}(?:\.\d{1,3})?)`
/** `0:00-1:00`, `90-150`, `1:02:03-1:05:00`. */
export const RANGE_PATTERN = `^${CLOCK}\\s*-\\s*${CLOCK}$`

/** Reads a range. Undefined if it is none, or empty. */
export function parseRange(text: string): TimeRange | undefined {
  const [, ...parts] = new RegExp(RANGE_PATTERN).exec(text.trim()) ?? []
  if (parts.length === 0) return undefined
  const [start, end] = [secondsOf(parts.slice(0, 3)), secondsOf(parts.slice(3))]
  return end > start ? { start, end } : undefined
}

function secondsOf([hours = '0', minutes = '0', seconds = '0']: (string | undefined)[]): number {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}
