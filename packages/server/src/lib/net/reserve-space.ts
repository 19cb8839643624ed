const STEP_BYTES = 16 * 2 ** 20

/** Reserves `bytes` of disk space for the next writes. Rejects if the disk has no room. */
export type ReserveSpace = (bytes: number) => Promise<void>

/**
 * Reserves the space of a transfer: a known size at once, before anything is written, and an
 * unknown one in steps. Received bytes are on the disk, so their reservation ends; otherwise they
 * would count twice.
 * @returns a function to await before each chunk is written, with the bytes received so far
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

/** The announced size can be wrong, so bytes beyond it are reserved in steps. */
function expectedAfter(received: number, totalBytes = 0): number {
  return received < totalBytes ? totalBytes - received : STEP_BYTES
}
