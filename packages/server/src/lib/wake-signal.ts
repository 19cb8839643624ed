/** Wakes a loop that sleeps. */
export interface WakeSignal {
  wake(): void
  /** Resolves with true when woken, with false when the time is up. */
  wait(timeoutMs: number): Promise<boolean>
}

/**
 * A wake-up while nobody waits ends the next wait at once, so a change between reading and waiting
 * is not missed.
 */
export function createWakeSignal(): WakeSignal {
  let endWait: (() => void) | undefined
  let isWoken = false
  return {
    wake() {
      isWoken = true
      endWait?.()
    },
    async wait(timeoutMs) {
      if (!isWoken) await new Promise<void>((resolve) => (endWait = startWait(resolve, timeoutMs)))
      const wasWoken = isWoken
      endWait = undefined
      isWoken = false
      return wasWoken
    },
  }
}

function startWait(resolve: () => void, timeoutMs: number): () => void {
  const timer = setTimeout(resolve, timeoutMs)
  return () => {
    clearTimeout(timer)
    resolve()
  }
}
