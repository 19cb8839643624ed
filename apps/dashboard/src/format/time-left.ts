import type { WordKey } from '../words/words.ts'

/** The part of a translation or target that an estimate needs. */
export interface Estimated {
  expectedSeconds?: number | undefined
  /** A likely shortest and longest time, where the server's history allows it. */
  expectedSecondsRange?: readonly [number, number] | undefined
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
  if (expectedSecondsRange) {
    const [least, most] = expectedSecondsRange.map((seconds) => Math.ceil((seconds - passed) / 60))
    if (least !== undefined && most !== undefined && most > 1)
      return { key: 'left.range', values: { least: Math.max(1, least), most } }
  }
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
