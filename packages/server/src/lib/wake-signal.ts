/** Wakes whoever waits for it. */
export interface Bell {
  ring(): void
  /** Resolves with true when rung, with false when the time is up. */
  wait(timeoutMs: number): Promise<boolean>
}

/** Rung while nobody waits, it wakes the next who does: a change between reading and waiting is not missed. */
export function createBell(): Bell {
  let wake: (() => void) | undefined
  let isRung = false
  return {
    ring() {
      isRung = true
      wake?.()
    },
    async wait(timeoutMs) {
      if (!isRung) await new Promise<void>((resolve) => (wake = wakerOf(resolve, timeoutMs)))
      const wasRung = isRung
      wake = undefined
      isRung = false
      return wasRung
    },
  }
}

function wakerOf(resolve: () => void, timeoutMs: number): () => void {
  const timer = setTimeout(resolve, timeoutMs)
  return () => {
    clearTimeout(timer)
    resolve()
  }
}
