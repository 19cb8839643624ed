/** The server's clock, estimated from its `Date` headers. */
export interface ServerClock {
  heard(response: Response, sentAt: number): void
  /** The server's time, in milliseconds since 1970. */
  now(): number
}

/** `Date` has only whole seconds, but each header narrows the offset between the clocks. */
export function createServerClock(): ServerClock {
  let least = -Infinity
  let most = Infinity
  return {
    heard({ headers }, sentAt) {
      const at = Date.parse(headers.get('date') ?? '')
      if (Number.isNaN(at)) return
      const from = at - Date.now()
      const to = at + 1000 - sentAt
      // If a clock was set, the bounds no longer overlap: only the newest header counts.
      const isNew = from > most || to < least
      least = isNew ? from : Math.max(least, from)
      most = isNew ? to : Math.min(most, to)
    },
    now: () => Date.now() + (most < Infinity ? (least + most) / 2 : 0),
  }
}
