import { StoreUnavailable } from '../store-unavailable.ts'

/** A limited number of places, taken in the order asked. */
export interface Places {
  /**
   * Resolves with a function that gives the place back.
   * @throws {StoreUnavailable} after `patienceMs` without a free place
   */
  take(): Promise<() => void>
}

export function createPlaces(count: number, patienceMs: number): Places {
  const waiting = new Set<() => void>()
  let free = count
  const giveBack = (): void => {
    const [next] = waiting
    if (next === undefined) free++
    else next()
  }
  const once = (): (() => void) => {
    let isTaken = true
    return () => {
      if (isTaken) giveBack()
      isTaken = false
    }
  }
  return {
    async take() {
      if (free > 0) free--
      else await turn(waiting, patienceMs)
      return once()
    },
  }
}

function turn(waiting: Set<() => void>, patienceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = () => {
      waiting.delete(next)
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(() => {
      waiting.delete(next)
      const problem = `All connections to the database were busy for ${patienceMs / 1_000} seconds.`
      reject(new StoreUnavailable(problem))
    }, patienceMs)
    waiting.add(next)
  })
}
