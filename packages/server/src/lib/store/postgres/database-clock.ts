/** A reading of the database's clock. */
export interface Reading {
  /** Epoch milliseconds. */
  wallMs: number
  /** A number of the server that was asked, which changes when another takes its place. */
  life: number
  /** When it was asked for, and when its answer arrived, on this process's monotonic clock. */
  sentMs: number
  arrivedMs: number
}

/** What the database keeps for all nodes. */
export interface KeptTime {
  /** The server whose clock is corrected. 0: none yet. */
  life: number
  /** The time of the store is the clock of that server and this. */
  correctionMs: number
  /** The time of the store when a node last saved it. */
  savedMs: number
}

/** Clocks that are kept together differ by less, and leases are longer. */
const TOLERANCE_MS = 1_000

/**
 * How far the database's clock is from the time of the store, which goes on when another server
 * with another clock takes over, or when somebody sets the clock back. Otherwise what is due would
 * wait for an hour, or leases would end an hour early.
 * @param expected the time of the store at an instant of the monotonic clock; undefined for a node
 *   that starts and cannot know how long nobody ran
 */
export function correctionFor(
  { wallMs, life, sentMs, arrivedMs }: Reading,
  kept: KeptTime,
  expected?: (elapsedMs: number) => number,
): number {
  const isSameServer = life === kept.life
  if (expected === undefined) {
    const correctionMs = isSameServer ? kept.correctionMs : 0
    return Math.max(
      correctionMs,
      isBehind(wallMs + correctionMs, kept.savedMs) ? kept.savedMs - wallMs : -Infinity,
    )
  }
  const timeMs = wallMs + kept.correctionMs
  if (isBehind(timeMs, expected(sentMs))) return Math.ceil(expected(arrivedMs) - wallMs)
  // A clock that is ahead on the same server may be right: this machine may have slept meanwhile.
  const isAhead = isBehind(expected(arrivedMs), timeMs)
  return isAhead && !isSameServer ? Math.ceil(expected(arrivedMs) - wallMs) : kept.correctionMs
}

function isBehind(oneMs: number, otherMs: number): boolean {
  return oneMs < otherMs - TOLERANCE_MS
}

/** The time of the store, as far as this process knows it. */
export interface DatabaseClock {
  /** Milliseconds of a source that does not jump. */
  elapsed(): number
  /** The clock of the database, for instants that people read: whole epoch milliseconds. */
  wall(): number
  /**
   * The time of the store, for due times and leases. Behind by at most a reading's latency, and it
   * never goes back.
   */
  now(): number
  /**
   * Takes a reading that has just arrived.
   * @throws {ClockUnsettled} when the clock has jumped: all nodes have to agree on the time first
   */
  observe(reading: Reading): void
  /** Resolves once the nodes agree. */
  settled(): Promise<void>
}

/** The transaction can be run again. */
export class ClockUnsettled extends Error {
  constructor() {
    super('The clock of the database has jumped. The transaction runs again with the corrected time.')
    this.name = 'ClockUnsettled'
  }
}

/** Reads the clock, and agrees with the other nodes on how far it is from the time of the store. */
export type Settle = (
  correct: (reading: Reading, kept: KeptTime) => number,
) => Promise<{ reading: Reading; correctionMs: number }>

/**
 * Counts from the last reading with this machine's monotonic clock. All nodes then share one time,
 * so a node whose own clock is wrong neither takes running tasks nor overlooks due ones.
 */
export function createDatabaseClock(
  settle: Settle,
  elapsed: () => number = () => performance.now(),
): DatabaseClock {
  let known: { life: number; correctionMs: number; offsetMs: number } | undefined
  let settling: Promise<void> | undefined
  const storeTime = (elapsedMs: number) => elapsedMs + (known?.offsetMs ?? 0) + (known?.correctionMs ?? 0)
  const isFit = ({ wallMs, life, sentMs }: Reading) =>
    known?.life === life && !isBehind(wallMs + known.correctionMs, storeTime(sentMs))
  const agree = async (): Promise<void> => {
    const expected = known && storeTime
    const { reading, correctionMs } = await settle((read, kept) => correctionFor(read, kept, expected))
    known = { life: reading.life, correctionMs, offsetMs: reading.wallMs - reading.arrivedMs }
  }
  let isUnsettled = true
  let latest = -Infinity
  return {
    elapsed,
    wall: () => Math.floor(elapsed() + (known?.offsetMs ?? 0)),
    // After a slower reading than the last one, it stands still for the difference.
    now: () => (latest = Math.max(latest, Math.floor(storeTime(elapsed())))),
    observe(reading) {
      if (known === undefined || !isFit(reading)) {
        isUnsettled = true
        throw new ClockUnsettled()
      }
      known.offsetMs = reading.wallMs - reading.arrivedMs
    },
    async settled() {
      if (!isUnsettled) return
      settling ??= agree()
        .then(() => void (isUnsettled = false))
        .finally(() => (settling = undefined))
      await settling
    },
  }
}
