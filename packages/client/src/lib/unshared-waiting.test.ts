import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Translation, VideoTranslationClient } from 'video-translation-client'
import { createFakeApi, type FakeApi } from '../../test/support/fake-api.ts'

const BASE = 'https://translate.example.com'
const SOURCE = 'https://example.com/a.mp4'

afterEach(() => {
  vi.unstubAllGlobals()
})

/**
 * Cloudflare Workers, as far as it matters here: what one request opens may not be used by another,
 * and ends with it.
 */
function createWorkers() {
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
  const requests = new AsyncLocalStorage<string>()
  const ended = new Set<string>()
  const errors: string[] = []
  const check = (owner: string | undefined, what: string): void => {
    const current = requests.getStore()
    if (owner !== current) errors.push(`${what} of request ${owner} used in ${current}`)
  }
  stubTimers(requests, ended, check)
  stubAbortController(requests, check)
  return {
    errors,
    serve: <T>(name: string, handler: () => Promise<T>): Promise<T> => requests.run(name, handler),
    end: (name: string): void => void ended.add(name),
    /** Answers only to requests that are not over, each by its own name. */
    fetchOf(api: FakeApi, seen: string[]): typeof fetch {
      return async (input, init) => {
        const name = requests.getStore()
        if (!name) throw new Error('Disallowed operation called within global scope.')
        const text = typeof init?.body === 'string' ? init.body : ''
        seen.push(`${name} ${new URL(String(input)).pathname} ${text}`)
        const response = await api.fetch(input, init)
        return ended.has(name) ? await new Promise<never>(() => {}) : response
      }
    },
  }
}

type Check = (owner: string | undefined, what: string) => void

function stubTimers(requests: AsyncLocalStorage<string>, ended: Set<string>, check: Check): void {
  const owners = new Map<unknown, string | undefined>()
  const { setTimeout: set, clearTimeout: clear } = globalThis
  vi.stubGlobal('setTimeout', (then: (...args: unknown[]) => void, ms: number, ...args: unknown[]) => {
    const owner = requests.getStore()
    const timer = set(() => {
      if (!ended.has(owner ?? '')) then(...args)
    }, ms)
    owners.set(timer, owner)
    return timer
  })
  vi.stubGlobal('clearTimeout', (timer: NodeJS.Timeout | undefined) => {
    if (owners.has(timer)) check(owners.get(timer), 'a timer')
    clear(timer)
  })
}

function stubAbortController(requests: AsyncLocalStorage<string>, check: Check): void {
  class OwnedController extends AbortController {
    readonly #owner = requests.getStore()
    override abort(reason?: unknown): void {
      check(this.#owner, 'a signal')
      super.abort(reason)
    }
  }
  vi.stubGlobal('AbortController', OwnedController)
}

function complete(api: FakeApi, { id }: Translation): void {
  setTimeout(() => api.change(id, { status: 'completed' }), 50)
}

describe('one client at module level of a worker', () => {
  it('serves requests side by side, each by what that request itself has opened', async () => {
    const api = createFakeApi()
    const workers = createWorkers()
    const seen: string[] = []
    const client = new VideoTranslationClient(BASE, { fetch: workers.fetchOf(api, seen) })
    const serve = (name: string) =>
      workers.serve(name, async () => {
        const created = await client.create({ source: SOURCE, to: ['es'], reference: name })
        complete(api, created)
        const { status } = await client.wait(created.id)
        return { name, id: created.id, status, again: (await client.get(created.id)).status }
      })
    const first = serve('a')
    await sleep(30)
    const all = await Promise.all([first, serve('b'), serve('c')])
    for (const { name, id, ...rest } of all) {
      expect(rest).toEqual({ status: 'completed', again: 'completed' })
      expect(seen.filter((line) => line.includes(id)).every((line) => line.startsWith(`${name} `))).toBe(true)
    }
    expect(workers.errors).toEqual([])
  })

  it('goes on when the request that began to wait first is over', async () => {
    const api = createFakeApi()
    const workers = createWorkers()
    const client = new VideoTranslationClient(BASE, { fetch: workers.fetchOf(api, []) })
    const shared = api.add()
    void workers.serve('a', () => client.wait(shared.id))
    await sleep(30)
    workers.end('a')
    const waiting = workers.serve('b', () => client.wait(shared.id))
    complete(api, shared)
    expect((await waiting).status).toBe('completed')
    expect(workers.errors).toEqual([])
  })

  it('does nothing at construction that a worker forbids outside of requests', () => {
    const forbid = (name: string) => () => {
      throw new Error(`${name} called within global scope`)
    }
    for (const name of ['fetch', 'setTimeout', 'setInterval', 'queueMicrotask', 'AbortController'])
      vi.stubGlobal(name, vi.fn(forbid(name)))
    vi.stubGlobal('crypto', { getRandomValues: forbid('crypto'), randomUUID: forbid('crypto') })
    vi.spyOn(Math, 'random').mockImplementation(forbid('Math.random'))
    for (const userAgent of ['Cloudflare-Workers', 'Node.js/24']) {
      vi.stubGlobal('navigator', { userAgent })
      expect(() => new VideoTranslationClient(BASE, { apiKey: 'key' })).not.toThrow()
    }
    vi.mocked(Math.random).mockRestore()
  })

  it('cannot be notified, and says so; a client that shares its waits can', async () => {
    const api = createFakeApi()
    const { id } = api.add()
    createWorkers()
    const apart = new VideoTranslationClient(BASE, { fetch: api.fetch })
    await expect(apart.wait(id, { transport: 'notify' })).rejects.toThrow('`shareWaits: true`')
    expect(apart.notify({ id })).toBe(false)
    const together = new VideoTranslationClient(BASE, { fetch: api.fetch, shareWaits: true })
    const waiting = together.wait(id, { transport: 'notify' })
    api.change(id, { status: 'completed' })
    await vi.waitFor(() => expect(together.notify({ id })).toBe(true), 60_000)
    expect((await waiting).status).toBe('completed')
  })

  it('ends every wait when it is closed', async () => {
    const api = createFakeApi()
    createWorkers()
    const client = new VideoTranslationClient(BASE, { fetch: api.fetch })
    const waiting = client.wait(api.add().id)
    await sleep(20)
    client.close()
    await expect(waiting).rejects.toMatchObject({ code: 'closed' })
    await expect(client.wait(api.add().id)).rejects.toMatchObject({ code: 'closed' })
  })
})
