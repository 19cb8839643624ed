/** Wakes a loop that sleeps; a ring between `reset` and `wait` is not lost. */
export interface Bell {
  ring(): void
  reset(): void
  /** Resolves at the next ring since `reset`, or after `ms`. */
  wait(ms: number): Promise<void>
}

export function createBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    reset() {
      rung = false
    },
    async wait(ms) {
      if (rung) return
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        wake = resolve
        timer = setTimeout(resolve, ms)
      })
      clearTimeout(timer)
      wake = undefined
    },
  }
}
