// Above this setTimeout wraps round and fires at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Calls `then` once after `ms`, however long that is; `Infinity` never. Returns what calls it off. */
export function after(ms: number, then: () => void): () => void {
  if (ms === Infinity) return () => {}
  let timer: ReturnType<typeof setTimeout>
  const arm = (leftMs: number): void => {
    const stepMs = Math.min(leftMs, LONGEST_TIMER_MS)
    timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : then()), stepMs)
  }
  arm(Math.max(0, ms))
  return () => clearTimeout(timer)
}

/** Rejects with the signal's own reason as soon as it aborts, and leaves no timer behind. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const onAbort = (): void => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = after(ms, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
