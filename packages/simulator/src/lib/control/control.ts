import type { Clock } from '../clock.ts'
import { durationFault, parseDuration } from '../duration.ts'
import type { Face } from '../serving/face.ts'
import type { FaultRule } from '../faults/fault.ts'
import { isFaultRule } from '../faults/read-fault.ts'
import { ScenarioError } from '../scenarios/scenario.ts'
import type { JobScenario } from '../scenarios/job-scenario.ts'
import { NAMED_SCENARIOS } from '../scenarios/named.ts'
import type { ScenarioBook } from '../scenarios/scenario-book.ts'
import type { Call, Handler } from '../serving/call.ts'
import { Refusal } from '../refusal.ts'
import type { RequestLog } from '../serving/request-log.ts'
import type { MountedFace } from '../serving/router.ts'
import type { SimulatedJob } from '../backend/job.ts'
import type { Jobs } from '../backend/jobs.ts'
import { jobJson } from './job-json.ts'
import { PAGE } from './page.ts'
import { checkOrigin } from './check-origin.ts'

/** Parts of the simulator that the control page shows and changes. */
export interface ControlParts {
  mountedFaces: readonly MountedFace[]
  clock: Clock
  book: ScenarioBook
  log: RequestLog
  play(rules: readonly FaultRule[]): void
}

const PATH = '/_simulator'
/** Number of jobs in the state, which the page requests every second. */
const MAX_SHOWN = 200

/**
 * Creates the face of `/_simulator`: a page that shows the jobs of all faces, and the API that
 * controls them.
 */
export function createControl(parts: ControlParts): Face {
  const { mountedFaces, clock, book, log, play } = parts
  const jobRoute = (act: (job: SimulatedJob, jobs: Jobs, call: Call) => unknown): Handler => {
    return async (call) => {
      const { job, jobs } = findJob(call, mountedFaces)
      await act(job, jobs, call)
      return Response.json(jobJson(jobs.view(job)))
    }
  }
  return {
    name: 'simulator',
    description: 'Shows and controls the jobs.',
    routes: () => ({
      [`GET ${PATH}`]: () => new Response(PAGE, { headers: { 'content-type': 'text/html; charset=utf-8' } }),
      [`GET ${PATH}/state`]: () => Response.json(stateOf(parts)),
      [`GET ${PATH}/jobs`]: () => Response.json({ items: viewsOf(mountedFaces) }),
      [`GET ${PATH}/jobs/:face/:id`]: jobRoute(() => {}),
      [`POST ${PATH}/jobs/:face/:id/finish`]: jobRoute((job, jobs) => jobs.finish(job)),
      [`POST ${PATH}/jobs/:face/:id/fail`]: jobRoute(async (job, jobs, call) => {
        const { message } = await call.fields()
        jobs.fail(job, typeof message === 'string' ? message : undefined)
      }),
      [`POST ${PATH}/jobs/:face/:id/cancel`]: jobRoute((job, jobs) => jobs.cancel(job)),
      [`POST ${PATH}/jobs/:face/:id/advance`]: jobRoute(async (job, jobs, call) =>
        jobs.advance(job, await readBy(call)),
      ),
      [`DELETE ${PATH}/jobs/:face/:id`]: (call) => {
        const { job, jobs } = findJob(call, mountedFaces)
        jobs.delete(job.id)
        return new Response(null, { status: 204 })
      },
      [`PUT ${PATH}/scenario`]: async (call) => {
        setBase(book, await call.text())
        return Response.json({ scenario: book.base })
      },
      [`PUT ${PATH}/faults`]: async (call) => {
        const { rules } = await call.fields()
        play(checkedRules(rules))
        return Response.json({ rules })
      },
      [`POST ${PATH}/clock/advance`]: async (call) => {
        clock.advance(await readBy(call))
        return Response.json({ now: new Date(clock.nowMs()).toISOString() })
      },
      [`GET ${PATH}/requests`]: () => Response.json({ items: log.entries }),
      [`GET ${PATH}/webhooks`]: () =>
        Response.json({ items: mountedFaces.flatMap(({ backend }) => backend.webhooks.log) }),
    }),
    admit: checkOrigin,
    refuse: ({ status, code, message }) => Response.json({ code, message }, { status }),
  }
}

function stateOf({ mountedFaces, clock, book, log }: ControlParts) {
  return {
    now: new Date(clock.nowMs()).toISOString(),
    speed: clock.speed,
    faces: mountedFaces.map(({ face: { name, description } }) => ({ name, description })),
    scenario: book.base,
    scenarios: book.names.map((name) => ({ name, description: NAMED_SCENARIOS[name]?.description ?? '' })),
    jobs: viewsOf(mountedFaces).slice(-MAX_SHOWN),
    requests: log.entries,
    webhooks: mountedFaces.flatMap(({ backend }) => backend.webhooks.log),
  }
}

/** The jobs of all faces, in the order of creation. */
function viewsOf(mountedFaces: readonly MountedFace[]) {
  const view = mountedFaces.flatMap(({ backend: { jobs } }) => jobs.list().map((job) => jobs.view(job)))
  return view.sort((one, other) => one.createdAtMs - other.createdAtMs).map(jobJson)
}

function findJob({ params }: Call, mountedFaces: readonly MountedFace[]): { job: SimulatedJob; jobs: Jobs } {
  const { face = '', id = '' } = params
  const jobs = mountedFaces.find((mounted) => mounted.face.name === face)?.backend.jobs
  const job = jobs?.get(id)
  if (!jobs || !job) throw new Refusal(404, 'not_found', `The face ${face} has no job ${id}.`)
  return { job, jobs }
}

async function readBy(call: Call): Promise<number> {
  const { by } = await call.fields()
  const ms = typeof by === 'string' ? parseDuration(by) : by
  const fault = durationFault(ms)
  if (fault === undefined) return ms as number
  throw new Refusal(
    400,
    'bad_request',
    `Write how far to move time: {"by":"10m"}, or milliseconds. The value ${fault}.`,
  )
}

function checkedRules(rules: unknown): FaultRule[] {
  if (Array.isArray(rules) && rules.every(isFaultRule)) return rules
  throw new Refusal(
    400,
    'bad_request',
    'Give {"rules":[{"route":"GET /status","times":2,"fault":{"kind":"refused"}}]}.',
  )
}

/** Sets the scenario of new jobs from a name, the short form, or JSON. */
function setBase(book: ScenarioBook, text: string): void {
  try {
    book.setBase(text satisfies JobScenario | string)
  } catch (error) {
    if (error instanceof ScenarioError) throw new Refusal(400, 'bad_scenario', error.message)
    throw error
  }
}
