/** Longest duration that a scenario may name: 30 days. A longer draw of a law is cut to it. */
export const MAX_DURATION_MS = 30 * 24 * 3600_000

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3600_000, d: 24 * 3600_000 }

/**
 * Reads a duration such as `500ms`, `2s`, `1.5m`, `1h` or `2d`; a number alone is milliseconds.
 * @returns milliseconds, or undefined if the text is not a duration
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim())
  const unitMs = UNIT_MS[match?.[2] ?? 'ms']
  return match && unitMs !== undefined ? Number(match[1]) * unitMs : undefined
}

/**
 * Checks a duration in milliseconds. Returns the end of an error sentence, or undefined if it is
 * valid.
 */
export function durationFault(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a finite number of milliseconds'
  if (value < 0) return 'must not be negative'
  if (value > MAX_DURATION_MS) return `must be at most ${MAX_DURATION_MS} (30 days)`
  return undefined
}
