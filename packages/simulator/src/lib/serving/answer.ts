import { applyFault } from '../faults/apply-fault.ts'
import type { Fault } from '../faults/fault.ts'
import { ScenarioError } from '../scenario.ts'
import type { ScenarioBook } from '../scenarios/scenario-book.ts'
import { createAsked } from './asked.ts'
import type { Call } from './call.ts'
import type { Origins } from './origins.ts'
import { Refusal, unknownRoute } from './refusal.ts'
import type { Match } from './router.ts'

/**
 * Lets a face answer a request that was led to it. What goes wrong by the scenario of the job that was looked at goes wrong
 * after the answer is made: status requests change nothing, so nobody can tell.
 */
export async function answer(
  match: Match,
  request: Request,
  book: ScenarioBook,
  origins: Origins,
): Promise<Response> {
  let due: Fault | undefined
  const call = createCall(match, request, book, origins.publicUrl, (fault) => (due = fault))
  const response = await handle(match, call, origins)
  return await applyFault(due, request, async () => response)
}

async function handle(match: Match, call: Call, origins: Origins): Promise<Response> {
  const { stage, route, allowed } = match
  try {
    // A link to a file may stand in any page: it is its own leave, and changes nothing.
    if (!route?.isOpen) origins.admit(call)
    if (!route) throw unknownRoute(call.request, allowed)
    if (!route.isOpen) stage.face.admit?.(call, stage.world)
    return await route.handle(call)
  } catch (error) {
    return refused(error, match)
  }
}

function refused(error: unknown, { stage, route, allowed }: Match): Response {
  const refusal =
    error instanceof Refusal ? error : new Refusal(500, 'internal', `The simulator broke: ${String(error)}`)
  const { retryAfterSeconds } = refusal
  return withHeaders(stage.face.refuse(refusal), {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(!route && allowed.length > 0 && { allow: allowed.join(', ') }),
  })
}

/** Those that the face has set by itself stay. */
function withHeaders(response: Response, more: Readonly<Record<string, string>>): Response {
  const headers = new Headers({ ...more, ...Object.fromEntries(response.headers) })
  return new Response(response.body, { status: response.status, headers })
}

function createCall(
  { params, stage }: Match,
  request: Request,
  book: ScenarioBook,
  publicUrl: string | undefined,
  onFault: (fault: Fault | undefined) => void,
): Call {
  return {
    ...createAsked(request, params, publicUrl),
    scenario: (sourceUrl) => readScenario(book, request.headers.get('x-simulate') ?? wishIn(sourceUrl)),
    look(job) {
      const { seen, fault } = stage.world.jobs.look(job)
      onFault(fault)
      return seen
    },
  }
}

function wishIn(sourceUrl: string | undefined): string | null {
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
