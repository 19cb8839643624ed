import { setImmediate, setTimeout } from 'node:timers/promises'

/**
 * Resolves for one caller at a time, and rests after each for as long as its work took. So large
 * requests get at most half of the event loop, and a small request waits for at most one of them.
 */
export function createFairTurns(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return () => {
    const turn = last
    last = turn.then(rest)
    return turn
  }
}

/** The caller works between the start of this function and the next turn of the event loop. */
async function rest(): Promise<void> {
  const begunMs = performance.now()
  await setImmediate()
  await setTimeout(performance.now() - begunMs)
}
