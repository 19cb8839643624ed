export const FIRST_PART_BYTES = 2 ** 20
const LARGEST_BYTES = 2 ** 25
const SMALLEST_BYTES = 2 ** 18

/** Aims at parts of about a second: they show progress and lose little when one breaks. */
export function nextPartBytes(bytes: number, tookMs: number): number {
  if (tookMs < 700) return Math.min(bytes * 2, LARGEST_BYTES)
  if (tookMs > 4_000) return Math.max(bytes / 2, SMALLEST_BYTES)
  return bytes
}
