import type { Clock } from '../clock.ts'
import type { ScenarioBook } from '../scenarios/scenario-book.ts'
import { applyFault } from '../faults/apply-fault.ts'
import type { FaultPlan } from '../faults/fault.ts'
import { answer } from './answer.ts'
import { isPreflight, type Origins } from './origins.ts'
import type { RequestLog } from './request-log.ts'
import { findRoute, type Stage } from './router.ts'

/** What stands behind every answer. */
export interface Responding {
  stages: readonly Stage[]
  book: ScenarioBook
  clock: Clock
  log: RequestLog
  origins: Origins
  /** What goes wrong with a request by its route. */
  faultOf: FaultPlan
}

/** Answers every request that comes, by a socket or without one. Rejects as `fetch` would. */
export function createResponder({
  stages,
  book,
  clock,
  log,
  origins,
  faultOf,
}: Responding): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url)
    const entry = { method: request.method, path: url.pathname + url.search, at: iso(clock) }
    const match = findRoute(stages, request.method, url.pathname)
    if (!match) return Response.json({ message: 'No face is served here.' }, { status: 404 })
    const isControl = match.stage.face.name === 'simulator'
    const cors = isControl ? {} : origins.headersFor(request)
    if (isPreflight(request) && 'vary' in cors) return new Response(null, { status: 204, headers: cors })
    const fault = faultOf(request.method, url.pathname)
    try {
      const answering = applyFault(fault, request, () => answer(match, request, book, origins))
      const response = leaving(await untilAborted(answering, request.signal), request, clock, cors)
      if (!isControl) log.add({ ...entry, status: response.status })
      return response
    } catch (error) {
      log.add(entry)
      throw error
    }
  }
}

/** As `fetch` does it: who aborts hears so at once, with the own reason. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** With the simulated date, so that instants on the wire can be compared with it; and without a body where HEAD asked. */
function leaving(
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
