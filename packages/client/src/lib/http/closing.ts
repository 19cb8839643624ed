/**
 * Tells what is under way that a client is closed. It is no AbortController: in Cloudflare Workers that would belong to
 * the one request in which it was made.
 */
export interface Closing {
  /** Calls `then` with the reason at the close. Returns what calls it off. Throws the reason when it is closed already. */
  onClose(then: (reason: unknown) => void): () => void
  close(reason: unknown): void
}

export function createClosing(): Closing {
  const listeners = new Set<(reason: unknown) => void>()
  let closed: { reason: unknown } | undefined
  return {
    onClose(then) {
      if (closed) throw closed.reason
      // A function of its own for each call, so that two calls with the same one are two.
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
