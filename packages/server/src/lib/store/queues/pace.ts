/** How fast tasks of a queue are claimed while more of them wait. */
export interface Pace {
  claimed_at: number | null
  gap_ms: number | null
}

/** The part of the newest measurement in the mean. */
const NEWEST_SHARE = 0.3

/**
 * The pace after a claim. The time from a claim that left nothing waiting says nothing, so it is
 * not measured.
 */
export function smoothed(
  { claimed_at, gap_ms }: Pace,
  { count, now, hasMore }: { count: number; now: number; hasMore: boolean },
): Pace {
  const gapMs = claimed_at === null ? Number.NaN : Math.max(0, now - claimed_at) / count
  const mean = gap_ms === null ? gapMs : gap_ms + NEWEST_SHARE * (gapMs - gap_ms)
  return {
    claimed_at: hasMore ? Math.round(now) : null,
    gap_ms: Number.isFinite(mean) ? Math.round(mean) : gap_ms,
  }
}
