const STEP_BYTES = 16 * 2 ** 20

/** Keeps `bytes` free for what is about to be written; rejects where there is no room for them. */
export type ReserveSpace = (bytes: number) => Promise<void>

/**
 * Reserves the space of a transfer: an announced size at once, before anything is written, an unknown one in steps.
 * @returns to be awaited before each piece is written, with the bytes received so far
 */
export async function reserveFor(
  totalBytes: number | undefined,
  reserve: ReserveSpace,
): Promise<(receivedBytes: number) => Promise<void>> {
  if (totalBytes !== undefined) await reserve(totalBytes)
  let reserved = totalBytes ?? 0
  return async (received) => {
    if (received <= reserved) return
    await reserve(STEP_BYTES)
    reserved = received + STEP_BYTES
  }
}
