/** Longest duration that a scenario may name or draw: 30 days. Longer draws of a law are cut to it. */
export const MAX_DURATION_MS = 30 * 24 * 3600_000

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3600_000, d: 24 * 3600_000 }

/**
 * Reads a duration for people: `500ms`, `2s`, `1.5m`, `10m`, `1h`, `2d`; a number alone is milliseconds.
 * @returns milliseconds, or undefined where the text is no such duration.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim())
  const unitMs = UNIT_MS[match?.[2] ?? 'ms']
  return match && unitMs !== undefined ? Number(match[1]) * unitMs : undefined
}

/** What is wrong with a duration in milliseconds, as the end of a sentence; undefined when nothing is. */
export function durationFault(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a finite number of milliseconds'
  if (value < 0) return 'must not be negative'
  if (value > MAX_DURATION_MS) return `must be at most ${MAX_DURATION_MS} (30 days)`
  return undefined
}
