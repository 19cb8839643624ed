// Loaded first, because a virtual clock does not wait for imports.
import '../../src/lib/download.ts'
import '../../src/lib/protocols/azure/editing.ts'
import '../../src/lib/protocols/elevenlabs/projects/editing.ts'
import '../../src/lib/protocols/heygen/editing.ts'
import 'media-captions'
import '../../src/lib/upload/upload.ts'
import '../support/set-up.ts'
import type { LogFields, VideoTranslationClient } from 'video-translation-client'
import {
  applyFault,
  createFaultPlan,
  createSimulator,
  type Face,
  FACES,
  type FaultRule,
  type JobScenario,
  routePattern,
  type Simulator,
  type Backend,
} from 'video-translation-simulator'
import { vi } from 'vitest'
import { countCrypto } from '../support/count-crypto.ts'
import { seedKeys, seedRandom } from '../support/seed-random.ts'
import { startVirtualTime, type VirtualTime } from '../faults/virtual-time.ts'
import type { Dialect } from './dialect.ts'

/** The receiver of webhooks. */
export const WEBHOOK = 'https://receiver.example/hooks'

/** A client with a protocol, and the face that answers it, without sockets and in virtual time. */
export interface Harness<Request> extends AsyncDisposable {
  readonly client: VideoTranslationClient<Request>
  /** Makes another client of the same server, like a second process. */
  connect(): VideoTranslationClient<Request>
  readonly simulator: Simulator
  /** The backend of the face. */
  readonly backend: Backend
  readonly time: VirtualTime
  /** Every request of the clients. */
  readonly requests: Exchange[]
  /** For each delivered webhook, whether a wait used it. */
  readonly notified: boolean[]
  readonly warnings: { message: string; fields: LogFields }[]
  /** Plays these faults between client and server from now on. */
  play(rules: readonly FaultRule[]): void
  /** The request for a translation into so many languages, or as many as the server takes. */
  request(languages?: number): Request
  /** Advances time until a promise settles. Throws if it does not settle within `limitMs`. */
  end<T>(promise: Promise<T>, limitMs: number): Promise<End<T>>
  /** The end of the last job, in simulated time. */
  jobsEndMs(): number
}

export interface Exchange {
  /** `METHOD /path`. */
  route: string
  atMs: number
  /** Absent without a response. */
  status?: number
  /** The `Retry-After` of the response, in milliseconds. */
  retryAfterMs?: number
}

export interface End<T> {
  result?: T
  error?: unknown
  /** In simulated time. */
  atMs: number
}

const LANGUAGES = ['es', 'fr', 'de']

export async function createHarness<Request>(
  dialect: Dialect<Request>,
  scenario: JobScenario | string,
): Promise<Harness<Request>> {
  let busy = 0
  const requests: Exchange[] = []
  const notified: boolean[] = []
  const warnings: Harness<Request>['warnings'] = []
  const time = startVirtualTime({
    activity: () => requests.length + notified.length + busy,
    onItsWay: () => busy > 0,
  })
  countCrypto((by) => (busy += by))
  seedRandom()
  seedKeys()
  const { simulator, backend } = createServer(dialect, scenario, deliver)
  let faultOf = createFaultPlan([])
  const logger = {
    debug() {},
    info() {},
    error() {},
    warn: (message: string, fields: LogFields) => void warnings.push({ message, fields }),
  }
  const clients: VideoTranslationClient<Request>[] = []
  const client = connect()
  return {
    client,
    connect,
    simulator,
    backend,
    time,
    requests,
    notified,
    warnings,
    play: (rules) => void (faultOf = createFaultPlan(rules)),
    request: (languages = 1) => dialect.request(LANGUAGES.slice(0, dialect.languages ?? languages), WEBHOOK),
    end,
    jobsEndMs: () => Math.max(...simulator.jobs.flatMap(endsOf)),
    [Symbol.asyncDispose]: dispose,
  }

  function connect(): VideoTranslationClient<Request> {
    const created = dialect.connect({ fetch: exchange as typeof fetch, logger })
    clients.push(created)
    return created
  }

  async function exchange(input: string | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    const { pathname } = new URL(request.url)
    const seen: Exchange = { route: `${request.method} ${pathname}`, atMs: simulator.clock.nowMs() }
    requests.push(seen)
    const fault = faultOf(request.method, pathname)
    const response = await orAborted(applyFault(fault, request, simulator.fetch), request.signal)
    seen.status = response.status
    const retryAfter = response.headers.get('retry-after')
    if (retryAfter) seen.retryAfterMs = Number(retryAfter) * 1000
    return response
  }

  /** Accepts every webhook, and passes on those that the dialect understands. */
  async function deliver(input: string | URL | globalThis.Request, init?: RequestInit): Promise<Response> {
    const hint = await dialect.notificationIn?.(new Request(input, init))
    notified.push(hint !== undefined && client.notify(hint))
    return new Response(null, { status: 204 })
  }

  async function end<T>(promise: Promise<T>, limitMs: number): Promise<End<T>> {
    let ended: End<T> | undefined
    promise.then(
      (result) => (ended = { result, atMs: simulator.clock.nowMs() }),
      (error: unknown) => (ended = { error, atMs: simulator.clock.nowMs() }),
    )
    await time.until(() => ended !== undefined, limitMs)
    return ended as unknown as End<T>
  }

  async function dispose(): Promise<void> {
    clients.forEach((each) => each.close())
    await simulator.close()
    vi.restoreAllMocks()
    time.stop()
  }
}

/** Wraps the face to get at its backend, so that a test can do what no request can. */
function createServer<Request>(
  { face: given }: Dialect<Request>,
  scenario: JobScenario | string,
  deliver: typeof fetch,
): { simulator: Simulator; backend: Backend } {
  const original: Face = typeof given === 'string' ? FACES[given] : given
  let backend: Backend | undefined
  const face: Face = {
    ...original,
    routes(own) {
      backend = own
      return original.routes(own)
    },
  }
  const simulator = createSimulator({ face, scenario, seed: 'conformance', fetch: deliver })
  return { simulator, backend: backend as unknown as Backend }
}

function endsOf({ createdAtMs, targets }: Simulator['jobs'][number]): number[] {
  return targets.map(({ timeline, ended }) => ended?.atMs ?? createdAtMs + timeline.endMs)
}

/** Rejects on an abort, like `fetch`. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  return Promise.race([promise, aborted])
}

/** The number of requests with this route. */
export function count(requests: readonly Exchange[], route: string): number {
  return requests.filter((exchange) => routePattern(route).test(exchange.route)).length
}
