import { availableParallelism } from 'node:os'

/** Threads for inference. The models gain nothing from more than four, and each thread needs memory. */
export function defaultThreads(): number {
  return Math.min(4, availableParallelism())
}
