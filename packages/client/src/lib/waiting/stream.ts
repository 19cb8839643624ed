import type { Call } from '../http/http.ts'
import { readEvents } from '../sse.ts'
import { after } from '../timers.ts'
import type { Channel, ChannelHost, Followed } from './channel.ts'

// The server sends a comment every 15 s. A proxy that buffers keeps the connection open and silent.
const SILENCE_MS = 40_000
// Ids that are added shortly after one another share one new request.
const GATHER_MS = 20
// A stream that opens, and ends sooner than this, is broken by something on the way.
const SHORT_LIVED_MS = 10_000
// Eight refused connections are about half a minute of backoff: a server that restarts is back sooner.
const STRIKES_TO_DEMOTE = 8
const STRIKES = { refused: 1, shortLived: 3, mute: 8 }
const DEMOTED_FOR_MS = 300_000

/** One connection: when it was opened, and when it last told something. */
interface Connection {
  readonly controller: AbortController
  openedMs?: number
  heardMs?: number
  cancelSilence(): void
}

/** Follows all its translations on one connection. A changed set of ids, like a break, is just another request. */
// oxlint-disable-next-line max-lines-per-function -- small functions around one state, not one long one
export function createStreamChannel(host: ChannelHost): Channel {
  const followed = new Map<string, Followed>()
  let connection: Connection | undefined
  let cancelOpening = (): void => {}
  /** When the planned opening is due; Infinity when there is none. */
  let opensMs = Infinity
  let strikes = 0
  /** Connections in a row that did not come about. */
  let refused = 0

  return { add, remove }

  function add(it: Followed): boolean {
    if (followed.get(it.id) !== it) {
      followed.set(it.id, it)
      // After a failure the backoff alone says when to connect again.
      if (strikes === 0 || opensMs === Infinity) openIn(connection ? GATHER_MS : 0)
    }
    return true
  }

  function remove(it: Followed): void {
    followed.delete(it.id)
    if (followed.size > 0) return
    cancelOpening()
    opensMs = Infinity
    strikes = refused = 0
    disconnect()
  }

  function openIn(ms: number): void {
    const dueMs = performance.now() + ms
    if (opensMs <= dueMs) return
    cancelOpening()
    opensMs = dueMs
    cancelOpening = after(ms, open)
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
    const mine: Connection = {
      controller: new AbortController(),
      openedMs: 0,
      heardMs: 0,
      cancelSilence() {},
    }
    connection = mine
    expectWithin(host.http.timeoutMs, mine)
    const error: unknown = await host.http
      .attempt(request(mine), (response) => consume(response, mine))
      .catch((e) => e)
    mine.cancelSilence()
    // Unless it was replaced by a newer connection, or is no longer needed.
    if (connection === mine) broke(error, mine)
  }

  function request({ controller }: Connection): Call {
    const known = Array.from(followed.values(), ({ id, latest }) => ({ id, version: latest?.version ?? 0 }))
    return {
      method: 'POST',
      path: '/v1/translations/stream',
      json: { translations: known },
      headers: { accept: 'text/event-stream' },
      signal: controller.signal,
      // It may stay open for ever, only not silent.
      timeoutMs: Infinity,
    }
  }

  async function consume({ body, headers }: Response, mine: Connection): Promise<void> {
    if (!body || !headers.get('content-type')?.startsWith('text/event-stream'))
      return host.demote('stream', Infinity)
    mine.openedMs = performance.now()
    expectWithin(SILENCE_MS, mine)
    const alive = (): void => {
      mine.heardMs = performance.now()
      expectWithin(SILENCE_MS, mine)
    }
    await readEvents(body, alive, (event, data) => connection === mine && heard(event, JSON.parse(data)))
    throw new Error('the stream ended')
  }

  function expectWithin(ms: number, mine: Connection): void {
    mine.cancelSilence()
    mine.cancelSilence = after(ms, () => mine.controller.abort(new Error('the stream fell silent')))
  }

  function heard(event: string, data: { id: string }): void {
    const it = followed.get(data.id)
    if (!it) return
    if (event === 'translation') host.told(it, host.read(data))
    else if (event === 'removed' || event === 'missing') {
      host.missing(it)
      if (followed.has(it.id)) openIn(1_000)
    }
  }

  function broke(error: unknown, { openedMs, heardMs = 0 }: Connection): void {
    connection = undefined
    followed.forEach((it) => (it.contactMs = Math.max(it.contactMs, heardMs)))
    strikes = strikesAfter({ openedMs, heardMs }, strikes)
    refused = openedMs === undefined ? refused + 1 : 0
    if (strikes >= STRIKES_TO_DEMOTE) return host.demote('stream', DEMOTED_FOR_MS)
    const pauseMs = host.failed('stream', followed.values(), error, refused)
    if (followed.size > 0) openIn(pauseMs)
  }
}

function strikesAfter(
  { openedMs, heardMs }: { openedMs: number | undefined; heardMs: number },
  before: number,
): number {
  if (openedMs === undefined) return before + STRIKES.refused
  if (heardMs - openedMs >= SHORT_LIVED_MS) return STRIKES.refused
  const mute = !heardMs && performance.now() - openedMs >= SILENCE_MS
  return before + (mute ? STRIKES.mute : STRIKES.shortLived)
}
