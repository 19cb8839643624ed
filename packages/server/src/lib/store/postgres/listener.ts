import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from 'pg'

/** A connection of its own that listens to a channel and notifies it. */
export interface Listener {
  /** Whether notifications arrive now. */
  readonly isConnected: boolean
  /** Resolves when it listens, or when the first attempt has failed. */
  readonly started: Promise<void>
  /** Rejects while there is no connection. */
  notify(payload: string): Promise<void>
  close(): Promise<void>
}

export interface ListenerOptions {
  connect: () => Client
  channel: string
  onNotification: (payload: string) => void
  /** Called after each later connection, because notifications may have been missed before it. */
  onReconnected: () => void
  /** Receives the error that ended a connection, or prevented one. */
  onTrouble: (error: Error) => void
}

const MIN_RECONNECT_MS = 100
const MAX_RECONNECT_MS = 5_000
/** A cut network tells nobody, so the connection is tried this often. */
const PROBE_MS = 20_000

/** It has a name, so that it is prepared once. */
const NOTIFY = { name: 'notify', text: 'select pg_notify($1, $2)' }

/** Listens, and connects again with growing delays when the connection breaks. */
export function openListener(options: ListenerOptions): Listener {
  const closing = new AbortController()
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  let isStarted = false
  let client: Client | undefined
  const onClient = (connected: Client | undefined): void => {
    client = connected
    if (client && isStarted) options.onReconnected()
    isStarted = true
    start()
  }
  const running = keepListening(options, closing.signal, onClient)
  return {
    started,
    get isConnected() {
      return client !== undefined
    },
    async notify(payload) {
      if (client === undefined) throw new Error('The connection for notifications is broken.')
      await client.query({ ...NOTIFY, values: [options.channel, payload] })
    },
    async close() {
      closing.abort()
      await running
    },
  }
}

async function keepListening(
  options: ListenerOptions,
  closing: AbortSignal,
  onClient: (client: Client | undefined) => void,
): Promise<void> {
  let delayMs = MIN_RECONNECT_MS
  while (!closing.aborted) {
    try {
      await listenOnce(options, closing, (client) => {
        if (client) delayMs = MIN_RECONNECT_MS
        onClient(client)
      })
    } catch (error) {
      if (!closing.aborted) options.onTrouble(error as Error)
    }
    await delay(delayMs * (0.5 + Math.random() / 2), undefined, { signal: closing }).catch(() => undefined)
    delayMs = Math.min(MAX_RECONNECT_MS, delayMs * 2)
  }
}

/** Listens until the connection breaks, which rejects, or until it is closed. */
async function listenOnce(
  { connect, channel, onNotification }: ListenerOptions,
  closing: AbortSignal,
  onClient: (client: Client | undefined) => void,
): Promise<void> {
  const client = connect()
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => undefined)
  client.on('error', broken.reject)
  client.on('end', () => broken.reject(new Error('PostgreSQL ended the connection for notifications.')))
  client.on('notification', ({ payload = '' }) => onNotification(payload))
  try {
    await client.connect()
    // A notification that a crash loses is read from the rows, so it need not wait for the disk.
    await client.query(`set synchronous_commit = off; listen ${client.escapeIdentifier(channel)}`)
    onClient(client)
    await Promise.race([broken.promise, probe(client, closing)])
  } finally {
    onClient(undefined)
    await client.end().catch(() => undefined)
  }
}

/** Resolves when it is closed. Rejects when the server does not answer. */
async function probe(client: Client, closing: AbortSignal): Promise<void> {
  while (!closing.aborted) {
    await delay(PROBE_MS, undefined, { signal: closing }).catch(() => undefined)
    if (!closing.aborted) await client.query('select 1')
  }
}
