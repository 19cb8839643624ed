/** A difference that a listener notices is corrected at once, by a jump. */
const JUMP_SECONDS = 0.3
/** Less is not corrected: the clock of a browser's media is no finer. */
const TOLERATED_SECONDS = 0.01
/** The follower is not heard, so nobody hears that it plays faster or slower. */
const MOST_RATE = 0.1

/** What brings a follower to the time of its leader. */
export type Correction = { jumpTo: number } | { rate: number }

/** @param rate of the leader */
export function correctionOf(leaderSeconds: number, followerSeconds: number, rate: number): Correction {
  const aheadSeconds = followerSeconds - leaderSeconds
  if (Math.abs(aheadSeconds) > JUMP_SECONDS) return { jumpTo: leaderSeconds }
  if (Math.abs(aheadSeconds) <= TOLERATED_SECONDS) return { rate }
  return { rate: rate * (1 - Math.max(-MOST_RATE, Math.min(MOST_RATE, aheadSeconds))) }
}
