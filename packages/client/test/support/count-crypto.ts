import { vi } from 'vitest'

/**
 * Web Crypto works in real time, so virtual time must not advance meanwhile. Counts what has begun
 * up, and what has ended down. `vi.restoreAllMocks` undoes it.
 */
export function countCrypto(count: (by: 1 | -1) => void): void {
  for (const method of ['importKey', 'sign', 'verify', 'digest'] as const) {
    const original = crypto.subtle[method].bind(crypto.subtle) as (...args: unknown[]) => Promise<never>
    vi.spyOn(crypto.subtle, method).mockImplementation((...args: unknown[]) => {
      count(1)
      return original(...args).finally(() => count(-1))
    })
  }
}
