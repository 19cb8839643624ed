import type { Settings } from './config/server-options.ts'
import type { Log } from './engines/engine.ts'
import { type Api, linksFrom } from './http/api/api.ts'
import { startRetention } from './jobs/retention.ts'
import { startSweeper } from './jobs/sweep.ts'
import { createWorker } from './jobs/worker.ts'
import { createCappedClock } from './store/clock.ts'
import { createDeliverer } from './webhooks/deliverer.ts'

/** An address that only `fetch` of the server understands. */
export const NOT_LISTENING = 'http://localhost'

/** Where tasks work. */
export interface WorkPlace {
  /** Whether other nodes use the same database, so that one of them may have a missing engine. */
  isShared: boolean
  scratchRoot: string
}

/**
 * Starts the background work: tasks, webhooks, retention, and the sweep of files and abandoned
 * uploads.
 */
export function startWork(api: Api, { isShared, ...place }: WorkPlace, log: Log) {
  const { store, files, uploads, engines, settings } = api
  const worker = createWorker({
    store,
    files,
    ...place,
    engines: [...engines.values()],
    space: api.space,
    uploads: uploads.localPath,
    log,
    leaseMs: settings.worker.leaseMs,
    heartbeatMs: settings.worker.leaseMs / 3,
    stallMs: settings.worker.stallMs,
  })
  if (settings.worker.enabled) worker.start()
  const deliverer = startDeliverer(api, log)
  const retention = startRetention({
    store,
    files,
    removeUpload: uploads.remove,
    log,
    clock: createCappedClock(store.wall),
  })
  const sweeper = startSweeper({ store, files, uploads, log })
  const missing = isShared ? undefined : startNotingMissingEngines(api, log)
  return {
    async stop(graceMs: number): Promise<void> {
      const others = [deliverer.stop(graceMs), retention.stop(), sweeper.stop(), missing?.stop()]
      await Promise.all([worker.stop({ graceMs }), ...others])
    },
  }
}

/**
 * Records which translations wait for a missing engine. They wait until the engine is back or they
 * are canceled.
 */
function startNotingMissingEngines({ store, engines }: Api, log: Log) {
  const stopping = new AbortController()
  const note = async (): Promise<void> => {
    for (const [engine, translations] of await store.noteMissingEngines(
      [...engines.keys()],
      stopping.signal,
    )) {
      log.warn({ engine, translations }, 'Translations wait for an engine that this server does not have.')
    }
  }
  const noted = note().catch((err: unknown) =>
    log.error({ err }, 'Waiting for a missing engine could not be recorded; the next start tries again.'),
  )
  return {
    async stop(): Promise<void> {
      stopping.abort()
      await noted
    },
  }
}

function startDeliverer({ store, settings, signer, secretFor, lifecycle, metrics }: Api, log: Log) {
  const deliverer = createDeliverer({
    outbox: store.outbox,
    settings: settings.webhooks,
    secretFor,
    link: linksFrom(() => settings.publicUrl ?? lifecycle.url ?? expectedUrl(settings), signer),
    log,
    clock: store.steady,
    wallClock: store.wall,
    idleMs: store.idleMs,
    random: Math.random,
    onAttempt: metrics.webhookAttempted,
  })
  deliverer.start()
  return deliverer
}

/** Messages from before a restart may be sent before the port is open. */
function expectedUrl({ host, port }: Settings): string {
  return port === 0 ? NOT_LISTENING : `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
