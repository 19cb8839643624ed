// A user's `lib` may end at ES2023, which lacks `AsyncDisposable`.
/// <reference lib="esnext.disposable" preserve="true" />
import { createClock, type Clock } from './clock.ts'
import { createControl } from './control/control.ts'
import { durationFault, parseDuration } from './duration.ts'
import type { Face } from './serving/face.ts'
import { FACES, type FaceName } from './faces/faces.ts'
import { RESTART_AFTER_MS } from './faces/status/implicit-job.ts'
import { createFaultPlan, type FaultRule } from './faults/fault.ts'
import type { JobScenario } from './scenarios/job-scenario.ts'
import { createScenarioBook, type ScenarioBook } from './scenarios/scenario-book.ts'
import type { Listening, ListenOptions } from './serving/listen.ts'
import { createOrigins, onLoopback, type OriginSettings } from './serving/origins.ts'
import { createRequestLog } from './serving/request-log.ts'
import { createResponder } from './serving/respond.ts'
import { fileRoutes } from './serving/file-routes.ts'
import { readRoutes, type MountedFace } from './serving/router.ts'
import type { SimulatedJob } from './backend/job.ts'
import { createBackend, type Backend, type BackendSettings } from './backend/backend.ts'

/** Options of a simulator. Every option has a default. */
export interface SimulatorOptions extends Partial<BackendSettings>, OriginSettings {
  /** One face: a name, or your own. Default: all built-in faces. */
  face?: FaceName | Face
  /** Several faces at the same address. */
  faces?: readonly (FaceName | Face)[]
  /**
   * Scenario of jobs whose request names none: a name, the short form, or JSON. Default: completed
   * after 2 s.
   */
  scenario?: JobScenario | string
  /** Your own scenarios by name, for `x-simulate`. */
  scenarios?: Readonly<Record<string, JobScenario | string>>
  /** Faults by route, in addition to the faults of scenarios. See `play`. */
  faults?: readonly FaultRule[]
  /** The same seed gives the same ids, durations and failures. Default: `simulator`. */
  seed?: string | number
  /** Simulated seconds in one real second; at 0 only `advance` moves time. Default: 1. */
  speed?: number
  /** Your own clock. It replaces `speed`. */
  clock?: Clock
  /**
   * Delivers webhooks, and gets subtitles that a request names by URL. Default: a network request,
   * to public addresses only.
   */
  fetch?: typeof fetch
  /**
   * Whether webhooks may go to this machine and to private networks, although requests name their
   * addresses. Default: false; true with your own `fetch`, for which false checks the address
   * itself but resolves no name.
   */
  allowPrivateCallbacks?: boolean
}

/** A server of simulated translations, with or without a socket. */
export interface Simulator extends AsyncDisposable {
  /** Answers like the server. Give it to a client as its `fetch`, and no socket is needed. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Serves on a socket, in Node only. Default: any free port of 127.0.0.1. */
  listen(options?: ListenOptions): Promise<Listening>
  readonly clock: Clock
  /**
   * Moves time forward at once, and plays every event that falls due, in order.
   * @param by milliseconds, or text such as `10m`
   * @throws Error for an invalid duration, or one of more than 30 days
   */
  advance(by: number | string): void
  /** Every job of every face, in the order of creation. */
  readonly jobs: readonly SimulatedJob[]
  readonly faces: readonly Face[]
  /**
   * The state behind a face: its jobs, which can be finished, failed or canceled, and its webhooks.
   */
  backend(face: string): Backend
  readonly scenarios: ScenarioBook
  /**
   * Replaces the fault rules, such as `{ route: 'POST /start', times: 2, fault: { kind: 'refused' }
   * }`.
   */
  play(rules: readonly FaultRule[]): void
  /** Stops listening, and cancels all pending events. */
  close(): Promise<void>
}

const DEFAULT_SEED = 'simulator'
/** Secret in the form of Standard Webhooks: `whsec_` and base64. */
const DEFAULT_SECRET = 'whsec_c2ltdWxhdGVkLXdlYmhvb2stc2VjcmV0'
/** Base of relative URLs in `fetch`, as a page has its own. */
const BASE_URL = 'http://simulator.invalid'

/**
 * Plays the servers of video translation APIs.
 * @throws ScenarioError for an invalid scenario
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { speed = 1, clock = createClock(speed) } = options
  const origins = createOrigins(options)
  const scenarios = createScenarioBook(options.scenario, options.scenarios)
  const mountedFaces = facesOf(options).map((face) => mount(face, clock, options))
  const log = createRequestLog()
  let plan = createFaultPlan(options.faults ?? [])
  const play = (rules: readonly FaultRule[]) => void (plan = createFaultPlan(rules))
  const control = mount(createControl({ mountedFaces, clock, book: scenarios, log, play }), clock, options)
  const responding = {
    mountedFaces: [...mountedFaces, control],
    book: scenarios,
    clock,
    log,
    faultOf: (method: string, path: string) => plan(method, path),
  }
  const respond = createResponder({ ...responding, origins })
  const respondOnLoopback = createResponder({ ...responding, origins: onLoopback(origins) })
  const listening = new Set<Listening>()
  const close = async () => {
    await Promise.all([...listening].map((each) => each.close()))
    clock.close()
  }
  return {
    fetch: async (input, init) => await respond(requestOf(input, init)),
    async listen(settings) {
      const { isLoopbackSocket, listen } = await import('./serving/listen.ts')
      const answer = isLoopbackSocket(settings) ? respondOnLoopback : respond
      const server = await listen(hasNative(mountedFaces) ? await addDashboard(answer) : answer, settings)
      listening.add(server)
      return server
    },
    clock,
    advance: (by) => clock.advance(millisecondsOf(by)),
    get jobs() {
      return jobsOf(mountedFaces)
    },
    faces: mountedFaces.map(({ face }) => face),
    backend: (face) => backendOf(mountedFaces, face),
    scenarios,
    play,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The dashboard speaks the API of the native face. */
function hasNative(mountedFaces: readonly MountedFace[]): boolean {
  return mountedFaces.some(({ face }) => face.name === 'native')
}

/** The dashboard needs Node, so it is loaded only for a socket. */
async function addDashboard(answer: (request: Request) => Promise<Response>) {
  const { withDashboard } = await import('./serving/dashboard.ts')
  return withDashboard(answer)
}

function jobsOf(mountedFaces: readonly MountedFace[]): SimulatedJob[] {
  const all = mountedFaces.flatMap(({ backend }) => backend.jobs.list())
  return all.sort((one, other) => one.createdAtMs - other.createdAtMs)
}

function backendOf(mountedFaces: readonly MountedFace[], face: string): Backend {
  const mounted = mountedFaces.find(({ face: { name } }) => name === face)
  if (!mounted) throw new Error(`This simulator does not play the face "${face}".`)
  return mounted.backend
}

function facesOf({ face, faces }: SimulatorOptions): Face[] {
  const wanted = faces ?? (face === undefined ? Object.values(FACES) : [face])
  return wanted.map((each) => {
    const found = typeof each === 'string' ? FACES[each] : each
    if (!found)
      throw new Error(`There is no face "${String(each)}". The faces are ${Object.keys(FACES).join(', ')}.`)
    return found
  })
}

function mount(face: Face, clock: Clock, options: SimulatorOptions): MountedFace {
  const { seed = DEFAULT_SEED } = options
  const backend = createBackend(face.name, seed, clock, webhookFetch(options), settingsOf(options))
  return {
    face,
    backend,
    routes: [...readRoutes(face.routes(backend)), ...readRoutes(fileRoutes(face.name, backend.files), true)],
  }
}

function settingsOf({
  apiKeys,
  webhookSecret = DEFAULT_SECRET,
  concurrentJobs = Infinity,
  restartAfterMs = RESTART_AFTER_MS,
}: SimulatorOptions): BackendSettings {
  return { ...(apiKeys && { apiKeys }), webhookSecret, concurrentJobs, restartAfterMs }
}

function webhookFetch({
  fetch: own,
  allowPrivateCallbacks = own !== undefined,
}: SimulatorOptions): typeof fetch {
  // A browser guards its own pages. Deno and Bun also report a version of Node, and have its
  // modules.
  if (allowPrivateCallbacks || !globalThis.process?.versions?.node)
    return own ?? ((...args: Parameters<typeof fetch>) => fetch(...args))
  return async (input, init) => {
    const { publicFetch, refusePrivateHost } = await import('./serving/public-fetch.ts')
    if (!own) return await publicFetch(input, init)
    refusePrivateHost(new URL(String(input)))
    return await own(input, init)
  }
}

function requestOf(input: string | URL | Request, init?: RequestInit): Request {
  return new Request(input instanceof Request ? input : new URL(input, BASE_URL), init)
}

function millisecondsOf(by: number | string): number {
  const ms = typeof by === 'string' ? parseDuration(by) : by
  const fault = durationFault(ms)
  if (fault === undefined) return ms as number
  throw new Error(`Time cannot be moved by "${by}", which ${fault}. Write milliseconds, or text such as 10m.`)
}
