import { setImmediate } from 'node:timers/promises'

/** Resolves for one caller in each turn of the event loop. */
export function createTurnstile(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return () => (last = last.then(() => setImmediate()))
}
