// Users whose `lib` ends at ES2023 need this for `AsyncDisposable`.
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
import { createOrigins, type OriginSettings } from './serving/origins.ts'
import { createRequestLog } from './serving/request-log.ts'
import { createResponder } from './serving/respond.ts'
import { fileRoutes } from './serving/file-routes.ts'
import { readRoutes, type MountedFace } from './serving/router.ts'
import type { SimulatedJob } from './backend/job.ts'
import { createBackend, type Backend, type BackendSettings } from './backend/backend.ts'

/** What a simulator plays. Every part has a default. */
export interface SimulatorOptions extends Partial<BackendSettings>, OriginSettings {
  /** One face, by name or your own. Default: all that exist. */
  face?: FaceName | Face
  /** Several faces, on the same address. */
  faces?: readonly (FaceName | Face)[]
  /** What jobs play that ask for nothing else: a name, the short form, or JSON. Default: completed after 2 s. */
  scenario?: JobScenario | string
  /** Scenarios of your own, by name, for `x-simulate`. */
  scenarios?: Readonly<Record<string, JobScenario | string>>
  /** What goes wrong with requests by their route, beside what scenarios of jobs say. See `play`. */
  faults?: readonly FaultRule[]
  /** The same seed gives the same ids, durations and failures. Default: `simulator`. */
  seed?: string | number
  /** Simulated seconds in a real one; 0 makes time stand still but for `advance`. Default: 1. */
  speed?: number
  /** A clock of your own; then `speed` says nothing. */
  clock?: Clock
  /** Delivers webhooks. Default: over the network, to public addresses. */
  fetch?: typeof fetch
  /**
   * Whether webhooks may go to this machine and to private networks. Requests name their addresses, so a program that may call
   * the simulator makes it call what is there. Default: false, and true with a `fetch` of your own. For such a `fetch` only what
   * an address says by itself is looked at, and not what its name resolves to.
   */
  allowPrivateCallbacks?: boolean
}

/** A server of simulated translations, with or without a socket. */
export interface Simulator extends AsyncDisposable {
  /** Answers as the server would: give it to a client as its `fetch`. No socket, no server. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Serves on a socket (Node only). Default: any free port of 127.0.0.1. */
  listen(options?: ListenOptions): Promise<Listening>
  readonly clock: Clock
  /**
   * Moves time forward at once: milliseconds, or text such as `10m`. What falls due on the way happens in its order.
   * @throws where it is no such duration, or more than 30 days
   */
  advance(by: number | string): void
  /** Every job of every face, in the order of creation. */
  readonly jobs: readonly SimulatedJob[]
  readonly faces: readonly Face[]
  /** What is behind a face: its jobs, to finish, fail or cancel them, and its webhooks. */
  backend(face: string): Backend
  readonly scenarios: ScenarioBook
  /** From now on these faults are played, instead of those before: `{ route: 'POST /start', times: 2, fault: { kind: 'refused' } }`. */
  play(rules: readonly FaultRule[]): void
  /** Stops listening, and calls off everything that was still to happen. */
  close(): Promise<void>
}

const DEFAULT_SEED = 'simulator'
// Signed as Standard Webhooks wants it: `whsec_` and base64.
const DEFAULT_SECRET = 'whsec_c2ltdWxhdGVkLXdlYmhvb2stc2VjcmV0'
/** Base of addresses that have none, as `fetch` in a page has its own. */
const NOWHERE = 'http://simulator.invalid'

/**
 * Plays the servers of video translation APIs.
 * @throws ScenarioError where the scenario cannot be played
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
  const respond = createResponder({
    mountedFaces: [...mountedFaces, control],
    book: scenarios,
    clock,
    log,
    origins,
    faultOf: (method, path) => plan(method, path),
  })
  const listening = new Set<Listening>()
  const close = async () => {
    await Promise.all([...listening].map((each) => each.close()))
    clock.close()
  }
  return {
    fetch: async (input, init) => await respond(requestOf(input, init)),
    async listen(settings) {
      const { listen } = await import('./serving/listen.ts')
      const server = await listen(respond, settings)
      listening.add(server)
      return server
    },
    clock,
    advance: (by) => clock.advance(millisecondsOf(by)),
    get jobs() {
      const all = mountedFaces.flatMap(({ backend }) => backend.jobs.list())
      return all.sort((one, other) => one.createdAtMs - other.createdAtMs)
    },
    faces: mountedFaces.map(({ face }) => face),
    backend(face) {
      const mounted = mountedFaces.find(({ face: { name } }) => name === face)
      if (!mounted) throw new Error(`The face "${face}" is not played here.`)
      return mounted.backend
    },
    scenarios,
    play,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function facesOf({ face, faces }: SimulatorOptions): Face[] {
  const wanted = faces ?? (face === undefined ? Object.values(FACES) : [face])
  return wanted.map((each) => {
    const found = typeof each === 'string' ? FACES[each] : each
    if (!found)
      throw new Error(`There is no face "${String(each)}"; there are ${Object.keys(FACES).join(', ')}.`)
    return found
  })
}

function mount(face: Face, clock: Clock, options: SimulatorOptions): MountedFace {
  const { seed = DEFAULT_SEED } = options
  const backend = createBackend(face.name, seed, clock, delivererOf(options), settingsOf(options))
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

function delivererOf({
  fetch: own,
  allowPrivateCallbacks = own !== undefined,
}: SimulatorOptions): typeof fetch {
  // A page has the bounds that its browser sets. Deno and Bun name a version of Node as well, and have its modules.
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
  return new Request(input instanceof Request ? input : new URL(input, NOWHERE), init)
}

function millisecondsOf(by: number | string): number {
  const ms = typeof by === 'string' ? parseDuration(by) : by
  const fault = durationFault(ms)
  if (fault === undefined) return ms as number
  throw new Error(`"${by}" is no way to move time: write milliseconds, or text such as 10m. It ${fault}.`)
}
