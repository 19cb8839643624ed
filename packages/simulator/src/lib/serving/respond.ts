import type { Clock } from '../clock.ts'
import type { ScenarioBook } from '../scenarios/scenario-book.ts'
import { applyFault } from '../faults/apply-fault.ts'
import type { FaultPlan } from '../faults/fault.ts'
import { answer } from './answer.ts'
import { isPreflight, type Origins } from './origins.ts'
import type { RequestLog } from './request-log.ts'
import { findRoute, type MountedFace } from './router.ts'

/** Parts that every answer needs. */
export interface Responding {
  mountedFaces: readonly MountedFace[]
  book: ScenarioBook
  clock: Clock
  log: RequestLog
  origins: Origins
  /** Finds the fault that a route rule plays on a request. */
  faultOf: FaultPlan
}

/**
 * Makes the function that answers every request, with or without a socket. It rejects as `fetch`
 * would.
 */
export function createResponder({
  mountedFaces,
  book,
  clock,
  log,
  origins,
  faultOf,
}: Responding): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url)
    const entry = { method: request.method, path: url.pathname + url.search, at: iso(clock) }
    const match = findRoute(mountedFaces, request.method, url.pathname)
    if (!match) return Response.json({ message: 'This simulator plays no face.' }, { status: 404 })
    const isControl = match.mounted.face.name === 'simulator'
    const cors = isControl ? {} : origins.headersFor(request)
    if (isPreflight(request) && 'vary' in cors) return new Response(null, { status: 204, headers: cors })
    const fault = faultOf(request.method, url.pathname)
    try {
      const answering = applyFault(fault, request, () => answer(match, request, book, origins))
      const response = finishResponse(await untilAborted(answering, request.signal), request, clock, cors)
      if (!isControl) log.add({ ...entry, status: response.status })
      return response
    } catch (error) {
      log.add(entry)
      throw error
    }
  }
}

/** An abort rejects at once with the caller's own reason, as in `fetch`. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/**
 * Adds the simulated `Date`, to which clients compare other instants, and drops the body for HEAD.
 */
function finishResponse(
  response: Response,
  { method }: Request,
  clock: Clock,
  more: Readonly<Record<string, string>>,
): Response {
  const headers = new Headers({ ...Object.fromEntries(response.headers), ...more })
  headers.set('date', new Date(clock.nowMs()).toUTCString())
  if (method === 'HEAD') void response.body?.cancel().catch(() => {})
  return new Response(method === 'HEAD' ? null : response.body, { status: response.status, headers })
}

function iso(clock: Clock): string {
  return new Date(clock.nowMs()).toISOString()
}
