import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../engines/engine.ts'
import type { Workforce } from '../nodes/workforce.ts'
import type { Store } from '../store/store.ts'

export interface MissingWorkersParts {
  store: Pick<Store, 'noteMissingEngines'>
  workforce: Workforce
  log: Log
  /** Default: a minute. It is also the time for workers to register after a start. */
  intervalMs?: number
}

const INTERVAL_MS = 60_000

/**
 * Records now and then which translations wait for an engine that no worker runs. While no worker
 * runs at all, it records nothing: that is an outage, and every translation waits.
 */
export function startNotingMissingWorkers(parts: MissingWorkersParts): { stop(): Promise<void> } {
  const { intervalMs = INTERVAL_MS, log } = parts
  const stopping = new AbortController()
  const { signal } = stopping
  const run = async (): Promise<void> => {
    for (;;) {
      await delay(intervalMs, undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) return
      await note(parts, signal).catch((err: unknown) =>
        log.warn({ err }, 'Waiting for a missing worker could not be recorded; it is tried again.'),
      )
    }
  }
  const running = run()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function note({ store, workforce, log }: MissingWorkersParts, signal: AbortSignal): Promise<void> {
  const offers = await workforce.offers()
  if (offers.length === 0) return
  const names = [...new Set(offers.map(({ info }) => info.name))]
  for (const [engine, translations] of await store.noteMissingEngines(names, signal))
    log.warn({ engine, translations }, 'Translations wait for an engine that no worker runs.')
}
