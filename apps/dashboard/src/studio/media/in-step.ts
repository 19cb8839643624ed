/** A difference that a listener notices is corrected at once, by a jump. */
const JUMP_SECONDS = 0.3
/** Less is not corrected: the clock of a browser's media is no finer. */
const TOLERATED_SECONDS = 0.01
/** The follower is not heard, so nobody hears that it plays faster or slower. */
const MOST_RATE = 0.1

/** What brings a follower to the time of its leader. */
export type Correction = { jumpTo: number } | { rate: number }

/**
 * @param dueSeconds where the follower is to be now
 * @param rate at which it stays in step
 */
export function correctionOf(dueSeconds: number, followerSeconds: number, rate: number): Correction {
  const aheadSeconds = followerSeconds - dueSeconds
  if (Math.abs(aheadSeconds) > JUMP_SECONDS) return { jumpTo: dueSeconds }
  if (Math.abs(aheadSeconds) <= TOLERATED_SECONDS) return { rate }
  return { rate: rate * (1 - Math.max(-MOST_RATE, Math.min(MOST_RATE, aheadSeconds))) }
}
