import { constrainedMemory } from 'node:process'
import { totalmem } from 'node:os'

/** With it, English with the full voice stays below 2 GB in all. */
const MOST_BYTES = 1.6e9

/** A quarter of the memory that this process may have, at most 1.6 GB. */
export function defaultModelMemoryBytes(totalBytes: number = availableBytes()): number {
  return Math.min(MOST_BYTES, totalBytes / 4)
}

/** A container often has less than its machine. Without a limit it is 0, or huge. */
function availableBytes(): number {
  return Math.min(totalmem(), constrainedMemory() || Infinity)
}
