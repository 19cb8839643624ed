import type { Fault, RetryAfter } from './fault.ts'

/** Longest delay that setTimeout takes. It would call back at once after a longer one. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** An API without a socket. */
export type FaultHandler = (request: Request) => Promise<Response>

/** The connection breaks. A server must break its socket in this way; `fetch` must reject. */
export class ConnectionLost extends TypeError {
  readonly how: 'refused' | 'reset' | 'closed'

  constructor(how: 'refused' | 'reset' | 'closed') {
    super(`connection ${how}`)
    this.how = how
  }
}

/**
 * Plays a fault on one exchange. It needs only Request and Response, so that any server can use it.
 */
export async function applyFault(
  fault: Fault | undefined,
  request: Request,
  handle: FaultHandler,
): Promise<Response> {
  if (!fault) return await handle(request)
  switch (fault.kind) {
    case 'refused':
      throw new ConnectionLost('refused')
    case 'redirect':
      return new Response(null, { status: fault.status, headers: { location: request.url } })
    case 'answer':
      return otherAnswer(fault)
    case 'reset':
      return await reset(fault.at, request, handle)
    case 'slow':
      return await slow(fault, request, handle)
    default:
      return changedBody(await handle(request), bodyChanges(request.signal)[fault.kind])
  }
}

function otherAnswer({ status, retryAfter, mediaType, body }: Fault & { kind: 'answer' }): Response {
  const headers = {
    ...(retryAfter && { 'retry-after': headerOf(retryAfter) }),
    ...(mediaType && { 'content-type': mediaType }),
  }
  return new Response(body ?? null, { status, headers })
}

function headerOf(retryAfter: RetryAfter): string {
  if (typeof retryAfter === 'string') return retryAfter
  return new Date(Date.now() + retryAfter.dateInSeconds * 1000).toUTCString()
}

async function reset(
  at: 'start' | 'done' | 'body',
  request: Request,
  handle: FaultHandler,
): Promise<Response> {
  if (at === 'start') throw new ConnectionLost('reset')
  const response = await handle(request)
  if (at === 'body') return changedBody(response, bodyChanges(request.signal).reset)
  await response.body?.cancel()
  throw new ConnectionLost('reset')
}

async function slow(
  { part, ms }: Fault & { kind: 'slow' },
  request: Request,
  handle: FaultHandler,
): Promise<Response> {
  if (part === 'body') return changedBody(await handle(request), bodyChanges(request.signal, ms).slow)
  await pause(ms, request.signal)
  // The client has left, so the request must not be handled any more.
  if (request.signal.aborted) throw new ConnectionLost('closed')
  return await handle(request)
}

type Chunks = AsyncIterable<Uint8Array>
type BodyChange = (body: Chunks) => Chunks

/**
 * Changes of a body by kind of fault. Its middle is that of the first chunk: a stream has no known
 * end.
 */
function bodyChanges(
  signal: AbortSignal,
  ms = 0,
): Record<'closed' | 'reset' | 'truncated' | 'silent' | 'buffered' | 'slow', BodyChange> {
  return {
    async *closed(body) {
      yield* firstHalf(body)
      throw new ConnectionLost('closed')
    },
    async *reset(body) {
      yield* firstHalf(body)
      throw new ConnectionLost('reset')
    },
    truncated: firstHalf,
    // oxlint-disable-next-line require-yield -- the body must stay empty
    async *silent() {
      await pause(Infinity, signal)
    },
    async *buffered(body) {
      const whole: Uint8Array[] = []
      for await (const chunk of body) whole.push(chunk)
      yield* whole
    },
    async *slow(body) {
      let isFirst = true
      for await (const chunk of body) {
        const half = isFirst ? chunk.byteLength / 2 : 0
        if (isFirst) yield chunk.subarray(0, half)
        if (isFirst) await pause(ms, signal)
        isFirst = false
        yield chunk.subarray(half)
      }
    },
  }
}

async function* firstHalf(body: Chunks): Chunks {
  for await (const chunk of body) return yield chunk.subarray(0, chunk.byteLength / 2)
}

function changedBody(response: Response, change: BodyChange): Response {
  const { status, headers, body } = response
  const changed = new Headers(headers)
  // The length would give a truncated body away.
  if (status !== 206) changed.delete('content-length')
  return new Response(body && streamOf(change(body)), { status, headers: changed })
}

function streamOf(chunks: Chunks): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: async () => void (await iterator.return?.()),
    },
    { highWaterMark: 0 },
  )
}

/** Waits. It ends early, without an error, when the client leaves. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const timer = ms === Infinity ? undefined : setTimeout(resolve, Math.min(ms, MAX_TIMER_MS))
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
