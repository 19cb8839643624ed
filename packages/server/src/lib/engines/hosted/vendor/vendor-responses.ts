/** Reports the responses of a vendor, also those that bring nothing new. */
export interface VendorResponses {
  /** For the vendor's client. */
  readonly fetch: typeof fetch
  /** Calls `listener` after each successful response, until the returned function is called. */
  listen(listener: () => void): () => void
}

/**
 * Wraps a `fetch`. A response counts for every listener, because one request may ask for many
 * translations and the URL does not name them.
 */
export function createVendorResponses(fetch: typeof globalThis.fetch): VendorResponses {
  const listeners = new Set<() => void>()
  return {
    async fetch(input, init) {
      const response = await fetch(input, init)
      if (response.ok) for (const listener of listeners) listener()
      return response
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
