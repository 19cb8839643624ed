/**
 * Ends requests and waits when a client is closed. It is not an AbortController, which in
 * Cloudflare Workers would belong to the incoming request that created it.
 */
export interface Closing {
  /** Calls `then` on close, or at once if it is closed already. Returns an undo function. */
  onClose(then: (reason: unknown) => void): () => void
  close(reason: unknown): void
}

export function createClosing(): Closing {
  const listeners = new Set<(reason: unknown) => void>()
  let closed: { reason: unknown } | undefined
  return {
    onClose(then) {
      if (closed) then(closed.reason)
      // A new function for each call: a set would keep only one of two equal ones.
      const listener = (reason: unknown): void => then(reason)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close(reason) {
      closed ??= { reason }
      for (const listener of listeners) listener(closed.reason)
      listeners.clear()
    },
  }
}
