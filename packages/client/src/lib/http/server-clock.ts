/** The server's clock, as its `Date` headers tell it. */
export interface ServerClock {
  heard(response: Response, sentAt: number): void
  /** What it shows now, in milliseconds since 1970. */
  now(): number
}

/** A header names only the second, but each narrows down by how much the clocks differ. */
export function createServerClock(): ServerClock {
  let least = -Infinity
  let most = Infinity
  return {
    heard({ headers }, sentAt) {
      const at = Date.parse(headers.get('date') ?? '')
      if (Number.isNaN(at)) return
      const from = at - Date.now()
      const to = at + 1000 - sentAt
      // Neither fits the other when a clock was set: then only the newest counts.
      const isNew = from > most || to < least
      least = isNew ? from : Math.max(least, from)
      most = isNew ? to : Math.min(most, to)
    },
    now: () => Date.now() + (most < Infinity ? (least + most) / 2 : 0),
  }
}
