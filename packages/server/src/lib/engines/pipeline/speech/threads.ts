import { availableParallelism } from 'node:os'

/** Threads for one inference: the models gain nothing from more than four. */
export function defaultThreads(): number {
  return Math.min(4, availableParallelism())
}
