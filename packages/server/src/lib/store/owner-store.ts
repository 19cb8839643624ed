/** The limits of owners, and what they have used. */
export interface OwnerStore {
  /** The limits of an owner. An absent one is not limited. */
  limits(owner: string): Promise<OwnerLimits>
  /** Every owner that has limits, by name. */
  withLimits(): Promise<string[]>
  /** Replaces the limits of an owner. They count from the next claim and the next create on. */
  setLimits(owner: string, limits: OwnerLimits): Promise<void>
  usage(owner: string): Promise<OwnerUsage>
  /** The length of the sources that an owner has had prepared today (UTC), in seconds. */
  secondsToday(owner: string): Promise<number>
  /** Deletes what was used before an instant. */
  removeUsageBefore(instant: number): Promise<void>
  /** Calls back when limits were changed, by any server. Only a hint. */
  onChange(listener: () => void): () => void
}

export interface OwnerLimits {
  /** Tasks that it gets each time its turn comes. Default: 1. */
  share?: number
  /** Tasks that run at once. */
  maxRunning?: number
  /** Minutes of source media a day, in UTC. */
  minutesPerDay?: number
  /** Bytes of uploads in use and of artifacts. */
  maxBytes?: number
  /** How long its translations are kept. Default: as the server does. */
  retentionMs?: number
}

export interface OwnerUsage {
  /** Tasks that run. */
  running: number
  /** Tasks that wait for a worker. */
  waiting: number
  secondsToday: number
  bytes: number
}

export const DAY_MS = 24 * 3600_000

/** The number of a day since 1970, in UTC. */
export function dayOf(instant: number): number {
  return Math.floor(instant / DAY_MS)
}

/** When the next day begins, in UTC. ISO 8601. */
export function nextDay(now: number): string {
  return new Date((dayOf(now) + 1) * DAY_MS).toISOString()
}
