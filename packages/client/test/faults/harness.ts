// Loaded first, because a virtual clock does not wait for imports.
import '../../src/lib/download.ts'
import '../../src/lib/upload/upload.ts'
import '../support/set-up.ts'
import { type ClientOptions, VideoTranslationClient } from 'video-translation-client'
import { createFaultPlan, type FaultRule, routePattern } from 'video-translation-simulator'
import { vi } from 'vitest'
import { createFakeApi, type FakeApi } from '../support/fake-api.ts'
import { seedKeys, seedRandom } from '../support/seed-random.ts'
import { createFaultProxy, type FaultProxy } from './fault-proxy.ts'
import { startVirtualTime, type VirtualTime } from './virtual-time.ts'

const HEARTBEAT_MS = 15_000
// Longer than any pause of the client, so that a forgotten timer would fire.
const AFTERMATH_MS = 900_000

/**
 * A client, a proxy that plays faults, and the API behind it, with real sockets in virtual time.
 */
export interface Harness extends AsyncDisposable {
  readonly api: FakeApi
  readonly proxy: FaultProxy
  readonly client: VideoTranslationClient
  readonly time: VirtualTime
  /** The requests of the client, even if they did not arrive: `METHOD /path`. */
  readonly attempts: string[]
  /** Plays these faults from now on, instead of the earlier ones. */
  play(rules: readonly FaultRule[]): void
  /** The number of requests with this route, refused connections included. */
  count(route: string): number
  /** Advances time until a promise settles. Throws if it does not settle within `limitMs`. */
  end<T>(promise: Promise<T>, limitMs: number): Promise<End<T>>
  /** The connections, timers and requests that remain after the verbs have ended. */
  leftovers(): Promise<string[]>
}

export interface End<T> {
  result?: T
  error?: unknown
  tookMs: number
}

export async function createHarness(options: ClientOptions = {}): Promise<Harness> {
  const api = createFakeApi()
  const proxy = await createFaultProxy(api.fetch)
  const attempts: string[] = []
  const refused: string[] = []
  let isRefused = createFaultPlan([])
  let unanswered = 0
  const time = startVirtualTime({
    activity: () => proxy.activity() + attempts.length,
    onItsWay: () =>
      unanswered !== [...proxy.open].filter(({ isAnswered }) => !isAnswered).length || proxy.isBusy(),
  })
  seedRandom()
  seedKeys()
  const heartbeats = setInterval(api.heartbeat, HEARTBEAT_MS)
  const client = new VideoTranslationClient(proxy.url, { fetch: countedFetch, ...options })
  const verbs = { play, count, end, leftovers }
  return { api, proxy, client, time, attempts, ...verbs, [Symbol.asyncDispose]: dispose }

  async function countedFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const { method = 'GET' } = init
    const { pathname } = new URL(String(input))
    attempts.push(`${method} ${pathname}`)
    unanswered++
    return await (isRefused(method, pathname) ? refusedFetch(input, init) : fetch(input, init)).finally(
      () => unanswered--,
    )
  }

  /** Makes one request while the proxy does not listen. */
  async function refusedFetch(input: RequestInfo | URL, init: RequestInit): Promise<Response> {
    refused.push(attempts.at(-1) as string)
    proxy.refuse()
    return await fetch(input, init).finally(proxy.accept)
  }

  function play(rules: readonly FaultRule[]): void {
    isRefused = createFaultPlan(rules.filter(({ fault }) => fault.kind === 'refused'))
    proxy.play(rules.filter(({ fault }) => fault.kind !== 'refused'))
  }

  function count(route: string): number {
    return proxy.times(route).length + refused.filter((attempt) => routePattern(route).test(attempt)).length
  }

  async function end<T>(promise: Promise<T>, limitMs: number): Promise<End<T>> {
    const startedMs = performance.now()
    let ended: End<T> | undefined
    promise.then(
      (result) => (ended = { result, tookMs: performance.now() - startedMs }),
      (error: unknown) => (ended = { error, tookMs: performance.now() - startedMs }),
    )
    await time.until(() => ended !== undefined, limitMs)
    return ended as unknown as End<T>
  }

  async function leftovers(): Promise<string[]> {
    await time.settle()
    const left = Array.from(proxy.open, ({ method, path }) => `open: ${method} ${path}`)
    left.push(...Array.from({ length: time.clientTimers() }, () => 'a timer'))
    const before = attempts.length
    clearInterval(heartbeats)
    await time.pass(AFTERMATH_MS)
    return [...left, ...attempts.slice(before).map((attempt) => `afterwards: ${attempt}`)]
  }

  async function dispose(): Promise<void> {
    client.close()
    clearInterval(heartbeats)
    time.stop()
    vi.restoreAllMocks()
    proxy.close()
  }
}
