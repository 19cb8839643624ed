import { InvalidArgumentError } from 'commander'

const UNITS_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const LONGEST_MS = 3650 * 86_400_000

/** Parses a duration to milliseconds: `90` (seconds), `90s`, `10m`, `1h30m`, `7d`. */
export function parseDurationMs(text: string): number {
  const compact = text.trim().toLowerCase()
  if (/^\d+(\.\d+)?$/.test(compact)) return bounded(Number(compact) * 1000, text)
  const parts = [...compact.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== compact) throw invalidDuration(text)
  return bounded(
    parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS_MS[unit ?? ''] ?? 0), 0),
    text,
  )
}

function bounded(durationMs: number, text: string): number {
  if (durationMs <= 0 || durationMs > LONGEST_MS) throw invalidDuration(text)
  return Math.round(durationMs)
}

function invalidDuration(text: string): InvalidArgumentError {
  return new InvalidArgumentError(`"${text}" is not a duration. Write seconds, or 90s, 10m, 1h30m or 7d.`)
}
