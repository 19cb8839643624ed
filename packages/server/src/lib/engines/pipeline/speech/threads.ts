import { availableParallelism } from 'node:os'

/** Threads for inference: the models gain nothing from more than four, and each cue that is spoken takes memory. */
export function defaultThreads(): number {
  return Math.min(4, availableParallelism())
}
