import type { WordKey } from '../words/words.ts'

/** The part of a translation or target that an estimate needs. */
export interface Estimated {
  expectedSeconds?: number | undefined
  /** Between which it likely is, where the server's history allows to say so. */
  expectedSecondsRange?: { low: number; high: number } | undefined
}

/** The key of a sentence about the time left, with its values. */
export interface TimeLeft {
  key: WordKey
  values?: Record<string, number>
}

/**
 * Says how long it still takes, no more precisely than is known. The estimate was made at `madeAt`
 * and has run down since. Undefined: there is none.
 */
export function timeLeft(
  { expectedSeconds, expectedSecondsRange }: Estimated,
  madeAt: string,
  nowMs: number,
): TimeLeft | undefined {
  const passed = Math.max(0, (nowMs - Date.parse(madeAt)) / 1000)
  const { low = 0, high = 0 } = expectedSecondsRange ?? {}
  const range = rangeOf(low - passed, high - passed)
  if (range) return range
  if (expectedSeconds === undefined) return undefined
  const seconds = expectedSeconds - passed
  // The estimate has run out, and a number would be made up.
  if (seconds < -5 && passed > expectedSeconds * 0.5) return { key: 'left.longer' }
  if (seconds < 50) return { key: 'left.seconds' }
  const minutes = Math.round(seconds / 60)
  if (minutes < 10) return { key: 'left.minutes', values: { minutes } }
  if (minutes < 90) return { key: 'left.minutes', values: { minutes: Math.round(minutes / 5) * 5 } }
  return { key: 'left.hours', values: { hours: Math.round(minutes / 60) } }
}

/** A range whose ends are the same in whole minutes or hours says no more than one number. */
function rangeOf(lowSeconds: number, highSeconds: number): TimeLeft | undefined {
  const isLong = highSeconds > 5_400
  const unitSeconds = isLong ? 3_600 : 60
  const least = Math.max(1, Math.floor(lowSeconds / unitSeconds))
  const most = Math.ceil(highSeconds / unitSeconds)
  if (most <= least) return undefined
  return { key: isLong ? 'left.rangeHours' : 'left.range', values: { least, most } }
}
