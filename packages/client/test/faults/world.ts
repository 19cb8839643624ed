// Loaded beforehand: virtual time does not wait for a module to load.
import '../../src/lib/download.ts'
import '../../src/lib/upload/upload.ts'
import '../support/set-up.ts'
import { type ClientOptions, VideoTranslationClient } from 'video-translation-client'
import { createFaultPlan, type FaultRule, routePattern } from 'video-translation-simulator'
import { vi } from 'vitest'
import { createFakeApi, type FakeApi } from '../support/fake-api.ts'
import { seedRandom } from '../support/seed-random.ts'
import { createFaultProxy, type FaultProxy } from './fault-proxy.ts'
import { startVirtualTime, type VirtualTime } from './virtual-time.ts'

const HEARTBEAT_MS = 15_000
// Longer than any pause of the client: what it still meant to do would happen.
const AFTERMATH_MS = 900_000

/** A client, a proxy that plays faults, and the API behind it, on real sockets and in virtual time. */
export interface World extends AsyncDisposable {
  readonly api: FakeApi
  readonly proxy: FaultProxy
  readonly client: VideoTranslationClient
  readonly time: VirtualTime
  /** Requests that the client made, whether or not they arrived: `METHOD /path`. */
  readonly attempts: string[]
  /** From now on these faults are played, instead of those before. */
  play(rules: readonly FaultRule[]): void
  /** Requests by this route, those that nobody listened to included. */
  count(route: string): number
  /** What a promise comes to, and when. Throws when it comes to nothing within `limitMs`. */
  end<T>(promise: Promise<T>, limitMs: number): Promise<End<T>>
  /** What the client left behind once its verbs had ended: an empty list, it should be. */
  leftovers(): Promise<string[]>
}

export interface End<T> {
  result?: T
  error?: unknown
  tookMs: number
}

export async function createWorld(options: ClientOptions = {}): Promise<World> {
  const api = createFakeApi()
  const proxy = await createFaultProxy(api.fetch)
  const attempts: string[] = []
  const refused: string[] = []
  let isRefused = createFaultPlan([])
  let unanswered = 0
  const time = startVirtualTime({
    activity: () => proxy.activity() + attempts.length,
    onItsWay: () => unanswered !== [...proxy.open].filter(({ isAnswered }) => !isAnswered).length,
  })
  seedRandom()
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

  /** Nobody listens just now. */
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
