import type { Fault, RetryAfter } from './fault.ts'

// A longer delay would be none: setTimeout would call back at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** An API without a socket. */
export type Handler = (request: Request) => Promise<Response>

/** The connection is gone. What carries the answers breaks it so; `fetch` would reject. */
export class ConnectionLost extends TypeError {
  readonly how: 'refused' | 'reset' | 'closed'

  constructor(how: 'refused' | 'reset' | 'closed') {
    super(`connection ${how}`)
    this.how = how
  }
}

/** Plays a fault on one exchange. Knows only Request and Response, so that any carrier can use it. */
export async function applyFault(
  fault: Fault | undefined,
  request: Request,
  handle: Handler,
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

async function reset(at: 'start' | 'done' | 'body', request: Request, handle: Handler): Promise<Response> {
  if (at === 'start') throw new ConnectionLost('reset')
  const response = await handle(request)
  if (at === 'body') return changedBody(response, bodyChanges(request.signal).reset)
  await response.body?.cancel()
  throw new ConnectionLost('reset')
}

async function slow(
  { part, ms }: Fault & { kind: 'slow' },
  request: Request,
  handle: Handler,
): Promise<Response> {
  if (part === 'body') return changedBody(await handle(request), bodyChanges(request.signal, ms).slow)
  await pause(ms, request.signal)
  // Nobody waits for it any more: it is not handled late.
  if (request.signal.aborted) throw new ConnectionLost('closed')
  return await handle(request)
}

type Chunks = AsyncIterable<Uint8Array>
type BodyChange = (body: Chunks) => Chunks

/** What becomes of a body, by kind of fault. Its middle is that of the first chunk: a stream has no end to halve. */
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
    // oxlint-disable-next-line require-yield -- that nothing comes is the point
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
  // A truncated body would be told by its length.
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

/** Ends early, without an error, when the one who waits for the answer has gone. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const timer = ms === Infinity ? undefined : setTimeout(resolve, Math.min(ms, LONGEST_TIMER_MS))
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
