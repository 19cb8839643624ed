import { applyFault } from '../faults/apply-fault.ts'
import type { Fault } from '../faults/fault.ts'
import { ScenarioError } from '../scenarios/scenario.ts'
import type { ScenarioBook } from '../scenarios/scenario-book.ts'
import { createRequestReader } from './request-reader.ts'
import { refuseEncodedBody } from './body.ts'
import type { Call } from './call.ts'
import type { Origins } from './origins.ts'
import { Refusal, unknownRoute } from '../refusal.ts'
import type { Match } from './router.ts'

/**
 * Lets a face answer its request. A fault of the job's scenario is played after the handler has
 * run, which makes no difference: status requests change nothing.
 */
export async function answer(
  match: Match,
  request: Request,
  book: ScenarioBook,
  origins: Origins,
): Promise<Response> {
  let fault: Fault | undefined
  const call = createCall(match, request, book, origins.publicUrl, (found) => (fault = found))
  const response = await handle(match, call, origins)
  return await applyFault(fault, request, async () => response)
}

async function handle(match: Match, call: Call, origins: Origins): Promise<Response> {
  const { mounted, route, allowed } = match
  try {
    // Any page may embed a link to a file: its signature admits it, and reading changes nothing.
    if (!route?.isOpen) origins.admit(call)
    if (!route) throw unknownRoute(call.request, allowed)
    if (!route.isOpen) mounted.face.admit?.(call, mounted.backend)
    refuseEncodedBody(call.request)
    return await route.handle(call)
  } catch (error) {
    return refusalResponse(error, match)
  }
}

function refusalResponse(error: unknown, { mounted, route, allowed }: Match): Response {
  const refusal =
    error instanceof Refusal ? error : new Refusal(500, 'internal', `The simulator broke: ${String(error)}`)
  const { retryAfterSeconds } = refusal
  return withHeaders(mounted.face.refuse(refusal), {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(!route && allowed.length > 0 && { allow: allowed.join(', ') }),
  })
}

/** Adds headers. A header that the face has set wins. */
function withHeaders(response: Response, more: Readonly<Record<string, string>>): Response {
  const headers = new Headers({ ...more, ...Object.fromEntries(response.headers) })
  return new Response(response.body, { status: response.status, headers })
}

function createCall(
  { params, mounted }: Match,
  request: Request,
  book: ScenarioBook,
  publicUrl: string | undefined,
  onFault: (fault: Fault | undefined) => void,
): Call {
  return {
    ...createRequestReader(request, params, publicUrl),
    scenario: (sourceUrl) =>
      readScenario(book, request.headers.get('x-simulate') ?? scenarioInUrl(sourceUrl)),
    countRequest(job) {
      const { view, fault } = mounted.backend.jobs.countRequest(job)
      onFault(fault)
      return view
    },
  }
}

function scenarioInUrl(sourceUrl: string | undefined): string | null {
  return sourceUrl && URL.canParse(sourceUrl) ? new URL(sourceUrl).searchParams.get('simulate') : null
}

function readScenario(book: ScenarioBook, text: string | null) {
  try {
    return book.read(text)
  } catch (error) {
    if (error instanceof ScenarioError) throw new Refusal(400, 'bad_scenario', error.message)
    throw error
  }
}
