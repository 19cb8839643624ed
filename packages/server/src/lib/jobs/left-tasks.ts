/** Tasks that a worker leaves to others for a while. */
export interface LeftTasks {
  add(id: string, forMs: number): void
  /** Those whose time has not passed. */
  ids(): string[]
}

/** Each is a parameter of a claim. The oldest give way, so that many failures stop no worker. */
const MOST_LEFT = 50

export function createLeftTasks(clock: () => number): LeftTasks {
  const untilMs = new Map<string, number>()
  return {
    add(id, forMs) {
      untilMs.delete(id)
      untilMs.set(id, clock() + forMs)
      const [oldest] = untilMs.keys()
      if (untilMs.size > MOST_LEFT && oldest !== undefined) untilMs.delete(oldest)
    },
    ids() {
      const now = clock()
      for (const [id, until] of untilMs) if (until <= now) untilMs.delete(id)
      return [...untilMs.keys()]
    },
  }
}
