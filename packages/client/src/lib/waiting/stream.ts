import { createParser } from 'eventsource-parser'
import type { Call } from '../http/http.ts'
import { isRefusal } from '../http/retry.ts'
import { after } from '../timers.ts'
import { backoffMs } from './backoff.ts'
import type { Channel, ChannelHost, Followed } from './channel.ts'
import { isForbidden } from './forbidden.ts'

// The server sends a comment every 15 s. A proxy that buffers keeps the connection open and silent.
const SILENCE_MS = 40_000
// Ids that are added shortly after one another share one new request.
const GATHER_MS = 20
// A stream that opens, and ends sooner than this, is broken by something on the way.
const SHORT_LIVED_MS = 10_000
const BREAKS_TO_DEMOTE = 3
// About half a minute of backoff: a server that restarts is back sooner.
const FAILURES_TO_DEMOTE = 8

/** One connection: when it was opened, and when it last told something. 0: not yet. */
interface Connection {
  readonly controller: AbortController
  openedMs: number
  heardMs: number
  cancelSilence(): void
}

/** Follows all its translations on one connection. A changed set of ids, like a break, is just another request. */
export function createStreamChannel(host: ChannelHost): Channel {
  const followed = new Map<string, Followed>()
  let connection: Connection | undefined
  let cancelOpening = (): void => {}
  /** When the planned opening is due; Infinity when there is none. */
  let opensMs = Infinity
  let failures = 0
  let breaks = 0

  return { hasRoom: () => true, add, remove }

  function add(it: Followed): void {
    if (followed.has(it.id)) return
    followed.set(it.id, it)
    // After a failure the backoff alone says when to connect again.
    if (failures === 0 || opensMs === Infinity) openIn(connection ? GATHER_MS : 0)
  }

  function remove(it: Followed): void {
    followed.delete(it.id)
    if (followed.size > 0) return
    cancelOpening()
    opensMs = Infinity
    failures = 0
    disconnect()
  }

  function openIn(ms: number): void {
    const dueMs = performance.now() + ms
    if (opensMs <= dueMs) return
    cancelOpening()
    opensMs = dueMs
    cancelOpening = after(ms, () => void open())
  }

  function disconnect(): void {
    const old = connection
    connection = undefined
    old?.cancelSilence()
    old?.controller.abort()
  }

  async function open(): Promise<void> {
    opensMs = Infinity
    disconnect()
    const controller = new AbortController()
    const mine: Connection = { controller, openedMs: 0, heardMs: 0, cancelSilence() {} }
    connection = mine
    expectWithin(host.http.timeoutMs, mine)
    let error: unknown = new Error('The stream ended.')
    try {
      await host.http.attempt(request(mine), (response) => consume(response, mine))
    } catch (thrown) {
      error = thrown
    }
    mine.cancelSilence()
    // Replaced by a newer connection, or no longer needed.
    if (connection !== mine) return
    connection = undefined
    broke(error, mine)
  }

  function request(mine: Connection): Call {
    return {
      method: 'POST',
      path: '/v1/translations/stream',
      body: {
        translations: Array.from(followed.values(), ({ id, latest }) => ({
          id,
          version: latest?.version ?? 0,
        })),
      },
      headers: { accept: 'text/event-stream' },
      signal: mine.controller.signal,
      // It may stay open for ever, only not silent.
      timeoutMs: Infinity,
    }
  }

  async function consume(response: Response, mine: Connection): Promise<void> {
    if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
      return host.demote('stream', 'unsupported')
    }
    mine.openedMs = performance.now()
    const parser = createParser({
      onEvent: ({ event, data }) => connection === mine && heard(event, JSON.parse(data)),
    })
    const decoder = new TextDecoder()
    const reader = response.body.getReader()
    expectWithin(SILENCE_MS, mine)
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      expectWithin(SILENCE_MS, mine)
      parser.feed(decoder.decode(part.value, { stream: true }))
      mine.heardMs = performance.now()
    }
  }

  function expectWithin(ms: number, mine: Connection): void {
    mine.cancelSilence()
    mine.cancelSilence = after(ms, () => mine.controller.abort(new Error('The stream fell silent.')))
  }

  function heard(event: string | undefined, data: { id: string }): void {
    const it = followed.get(data.id)
    if (!it) return
    if (event === 'translation') host.told(it, host.read(data))
    if (event === 'removed') host.missing(it)
    if (event === 'missing' && host.missing(it)) openIn(1_000)
  }

  function broke(error: unknown, { openedMs, heardMs }: Connection): void {
    for (const it of followed.values()) it.contactMs = Math.max(it.contactMs, heardMs)
    const lasted = heardMs > 0 && heardMs - openedMs >= SHORT_LIVED_MS
    failures = lasted ? 1 : failures + 1
    if (lasted) breaks = 0
    else if (openedMs) breaks++
    if (isForbidden(error)) return failAll(error)
    if (isRefusal(error)) return host.demote('stream', 'unsupported')
    const mute = openedMs > 0 && heardMs === 0 && performance.now() - openedMs >= SILENCE_MS
    if (mute || breaks >= BREAKS_TO_DEMOTE || failures >= FAILURES_TO_DEMOTE) return demote()
    if (!lasted) host.trouble(followed.values(), error)
    if (followed.size > 0) openIn(backoffMs(failures - 1, error))
  }

  function demote(): void {
    failures = 0
    breaks = 0
    host.demote('stream', 'broken')
  }

  function failAll(error: unknown): void {
    for (const it of [...followed.values()]) host.fail(it, error)
  }
}
