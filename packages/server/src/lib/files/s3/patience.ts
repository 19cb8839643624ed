/** How long a request is repeated while the storage is away. */
export interface BucketPatience {
  /** Milliseconds from the first failure to the last try. */
  patienceMs: number
  signal?: AbortSignal | undefined
  /** From 0 to 1, for the jitter. Default: `Math.random`. */
  random?: () => number
}

const FIRST_DELAY_MS = 100
const LONGEST_DELAY_MS = 5_000

/**
 * Repeats the work with growing pauses while it fails for a reason that may pass. Rejects with the
 * last failure, or with the reason of the abort.
 */
export async function withPatience<T>(work: () => Promise<T>, patience: BucketPatience): Promise<T> {
  const { patienceMs, signal, random = Math.random } = patience
  let firstFailureAt: number | undefined
  for (let failures = 0; ; failures++) {
    signal?.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      firstFailureAt ??= performance.now()
      const pauseMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures) * (0.5 + random() / 2)
      if (!isTransient(error) || performance.now() - firstFailureAt + pauseMs > patienceMs) throw error
      await pause(pauseMs, signal)
    }
  }
}

/** Ends early with an abort. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end, { once: true })
  })
}

const NETWORK_CODES = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN',
  'ENOTFOUND', 'ERR_STREAM_PREMATURE_CLOSE',
]) // prettier-ignore
const TRANSIENT_NAMES = new Set([
  'TimeoutError', 'RequestTimeout', 'RequestTimeTooSkewed', 'SlowDown', 'Throttling', 'InternalError', 'StalledDownload',
]) // prettier-ignore

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const status = statusOf(error)
  // 501 and 507 answer what the storage cannot do and where it is full.
  if (status !== undefined && (status === 429 || (status >= 500 && status !== 501 && status !== 507)))
    return true
  if (TRANSIENT_NAMES.has(error.name)) return true
  if ('code' in error && NETWORK_CODES.has(String(error.code))) return true
  return error instanceof AggregateError && error.errors.some(isTransient)
}

/** Status of the answer that an error of the SDK stands for. */
export function statusOf(error: Error): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
}
