import { availableParallelism } from 'node:os'

/** Threads for inference. More than four bring nothing, and each thread needs memory. */
export function defaultThreads(): number {
  return Math.min(4, availableParallelism())
}
