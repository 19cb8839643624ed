// Some answers ask for days (a real 429 carried 277,403 seconds); nobody who waits for a video means to obey that.
const LONGEST_MS = 60_000

/** What a `Retry-After` header asks for in milliseconds: seconds or a date, clamped to a minute. Nonsense is ignored. */
export function retryAfterMs(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get('retry-after')?.trim()
  if (!value) return undefined
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_MS)
}
