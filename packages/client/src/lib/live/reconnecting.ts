import { isStatus } from '../http/problem.ts'
import { sleep } from '../timers.ts'
import { NoStream } from './follow-once.ts'
import type { ConnectionState } from './live-connection.ts'
import { POLL_MS } from './poll-once.ts'

/** How a page hears of changes. */
export interface Following {
  /** Whether anything is followed. */
  isWanted(): boolean
  /** Follows what is wanted now, until the connection breaks. */
  follow(signal: AbortSignal, onAlive: () => void): Promise<void>
  /** Asks once for what is wanted now. */
  poll(signal: AbortSignal): Promise<void>
}

/** Rows that scroll into view together share one new request. */
const GATHER_MS = 120
const FIRST_REST_MS = 500
const LONGEST_REST_MS = 15_000
/** A stream that never carried anything this often in a row is given up for polls. */
const SILENT_STREAMS = 2

/** Keeps one connection open for what is followed, and opens it again when it breaks. */
export class Reconnecting {
  readonly #connection: ConnectionState
  readonly #following: Following
  #current = new AbortController()
  #gathering: ReturnType<typeof setTimeout> | undefined
  #isPaused = false
  #isClosed = false
  #failures = 0
  #silentStreams = 0

  constructor(connection: ConnectionState, following: Following) {
    this.#connection = connection
    this.#following = following
  }

  /** What is followed has changed, so the connection is opened again for it. */
  changed(): void {
    this.#gathering ??= setTimeout(() => this.#restart(), GATHER_MS)
  }

  pause(): void {
    this.#isPaused = true
    this.#restart()
  }

  resume(): void {
    this.#isPaused = false
    this.#failures = 0
    this.#restart()
  }

  close(): void {
    this.#isClosed = true
    this.#restart()
  }

  #restart(): void {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    this.#current.abort()
    this.#current = new AbortController()
    if (this.#isClosed || this.#isPaused || !this.#following.isWanted()) return this.#connection.set('idle')
    void this.#run(this.#current.signal)
  }

  async #run(signal: AbortSignal): Promise<void> {
    if (this.#connection.state.state === 'idle') this.#connection.set('connecting')
    while (!signal.aborted) {
      const restMs = await this.#once(signal)
      if (restMs === undefined || signal.aborted) return
      await sleep(restMs, signal).catch(() => {})
    }
  }

  /** Returns the pause before the next attempt. Undefined: there is none. */
  async #once(signal: AbortSignal): Promise<number | undefined> {
    try {
      if (this.#silentStreams < SILENT_STREAMS) return await this.#follow(signal)
      await this.#following.poll(signal)
      this.#failures = 0
      this.#connection.set('polling')
      return POLL_MS
    } catch (error) {
      if (signal.aborted) return undefined
      return this.#failed(error)
    }
  }

  async #follow(signal: AbortSignal): Promise<number> {
    let isAlive = false
    const onAlive = () => {
      if (signal.aborted) return
      isAlive = true
      this.#failures = this.#silentStreams = 0
      this.#connection.set('live')
    }
    try {
      await this.#following.follow(signal, onAlive)
      return FIRST_REST_MS
    } catch (error) {
      if (signal.aborted || isAlive) throw error
      if (error instanceof NoStream || isStatus(error, 404, 405)) this.#silentStreams = SILENT_STREAMS
      else if (isHeldBack(error)) this.#silentStreams++
      else throw error
      return 0
    }
  }

  #failed(error: unknown): number | undefined {
    if (isStatus(error, 401, 403)) {
      this.#connection.set('denied')
      return undefined
    }
    this.#connection.set('offline')
    return Math.min(FIRST_REST_MS * 2 ** this.#failures++, LONGEST_REST_MS) * (0.5 + Math.random() / 2)
  }
}

/** Nothing arrived in time, though the server answered before: a proxy may hold the stream back. */
function isHeldBack(error: unknown): boolean {
  return ['request_timeout', 'invalid_response'].includes((error as { code?: string }).code ?? '')
}
