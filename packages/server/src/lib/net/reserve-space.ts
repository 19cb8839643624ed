const STEP_BYTES = 16 * 2 ** 20

/** Keeps `bytes` free for what is about to be written; rejects where there is no room for them. */
export type ReserveSpace = (bytes: number) => Promise<void>

/**
 * Reserves the space of a transfer: an announced size at once, before anything is written, an unknown one in steps.
 * What has arrived is on the disk and no longer reserved, or it would count twice.
 * @returns to be awaited before each piece is written, with the bytes received so far
 */
export async function reserveFor(
  totalBytes: number | undefined,
  reserve: ReserveSpace,
): Promise<(receivedBytes: number) => Promise<void>> {
  if (totalBytes !== undefined) await reserve(totalBytes)
  let nextStep = totalBytes === undefined ? 0 : STEP_BYTES
  return async (received) => {
    if (received <= nextStep) return
    nextStep = received + STEP_BYTES
    await reserve(expectedAfter(received, totalBytes))
  }
}

/** A size that was announced can be wrong: what comes beyond it is reserved in steps. */
function expectedAfter(received: number, totalBytes = 0): number {
  return received < totalBytes ? totalBytes - received : STEP_BYTES
}
