import type { Settings } from './config/server-options.ts'
import type { Log } from './engines/engine.ts'
import { type Api, linksFrom } from './http/api/api.ts'
import { startNotingMissingWorkers } from './jobs/missing-workers.ts'
import { startRetention } from './jobs/retention.ts'
import { startRegistration } from './nodes/registration.ts'
import { watchReviews } from './jobs/reviews.ts'
import { startSweeper } from './jobs/sweep.ts'
import { selectAll, selectOffered, type Selection } from './jobs/selection.ts'
import { createSideWorker } from './jobs/side-tasks/side-worker.ts'
import { createWorker } from './jobs/worker.ts'
import { createTaskWatcher } from './observe/watch-tasks.ts'
import { createCappedClock } from './store/clock.ts'
import { createDeliverer } from './webhooks/deliverer.ts'
import { createTracedDelivery } from './webhooks/traced-delivery.ts'

/** An address that only `fetch` of the server understands. */
export const NOT_LISTENING = 'http://localhost'

/** Where tasks work. */
export interface WorkPlace {
  scratchRoot: string
}

/** Work that goes on until it is stopped. */
interface Work {
  /** @param graceMs how long what is running may continue */
  stop(graceMs: number): Promise<unknown>
}

/**
 * Starts the background work: tasks on a node that works; webhooks, retention, and the sweep of
 * files and abandoned uploads on a node with an API. A node that is not alone tells the others
 * that it lives.
 */
export function startWork(api: Api, place: WorkPlace, log: Log): Work {
  const { role, worker } = api.settings
  const parts: Work[] = [
    ...(api.workforce ? [startTelling(api, log)] : []),
    ...(worker.enabled ? [startWorker(api, place, log), ...startSideWorkers(api, place, log)] : []),
    ...(role === 'worker' ? [] : startCare(api, log)),
  ]
  return { stop: (graceMs) => Promise.all(parts.map((part) => part.stop(graceMs))) }
}

/** Registers the node, with what its worker can do. */
function startTelling({ store, node, settings }: Api, log: Log): Work {
  const { id, describe } = node
  return startRegistration({ nodes: store.nodes, node: { id, role: settings.role }, describe, log })
}

function startWorker(api: Api, { scratchRoot }: WorkPlace, log: Log): Work {
  const { store, files, uploads, engines, settings, node } = api
  const worker = createWorker({
    id: node.id,
    store,
    files,
    scratchRoot,
    engines: [...engines.values()],
    selection: selectionOf(api),
    space: api.space,
    uploads: uploads.localPath,
    log,
    leaseMs: settings.worker.leaseMs,
    heartbeatMs: settings.worker.leaseMs / 3,
    stallMs: settings.worker.stallMs,
    watch: createTaskWatcher(api.metrics.tasks, api.telemetry),
  })
  worker.start()
  return { stop: (graceMs) => worker.stop({ graceMs }) }
}

function selectionOf({ store, workforce, node, settings }: Api): Selection {
  if (!workforce) return selectAll(store)
  const isRestricted = settings.worker.can !== undefined
  return selectOffered({ id: node.id, store, offers: node.offers, isRestricted, workforce })
}

/** Two people may listen at once. Copies of sources take minutes, and nobody needs two. */
const SIDE_LANES = { preview: 2, proxy: 1 } as const

function startSideWorkers(api: Api, { scratchRoot }: WorkPlace, log: Log): Work[] {
  const { store, files, space, engines, settings, node } = api
  return (['preview', 'proxy'] as const).map((kind) => {
    const worker = createSideWorker({
      id: `${node.id} ${kind}`,
      kind,
      sideTasks: store.sideTasks,
      files,
      space,
      scratchRoot,
      engines: [...engines.values()],
      concurrency: SIDE_LANES[kind],
      isOurs: selectionOf(api).isOurs,
      idleMs: store.idleMs,
      leaseMs: settings.worker.leaseMs,
      log,
    })
    worker.start()
    return worker
  })
}

/** Looks after translations that have ended, and those that cannot go on. */
function startCare(api: Api, log: Log): Work[] {
  const { store, files, uploads, workforce } = api
  const retention = startRetention({
    store,
    files,
    removeUpload: uploads.remove,
    log,
    auditMs: api.settings.auditMs,
    clock: createCappedClock(store.wall),
  })
  const sweeper = startSweeper({ store, files, uploads, log })
  const missing = workforce
    ? startNotingMissingWorkers({ store, workforce, log })
    : startNotingMissingEngines(api, log)
  const reviews = watchReviews({ store, log, clock: store.wall })
  return [reviews, startDeliverer(api, log), retention, sweeper, missing]
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

function startDeliverer(api: Api, log: Log) {
  const { store, settings, signer, secretFor, lifecycle, metrics, telemetry } = api
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
    attempt: createTracedDelivery(telemetry),
  })
  deliverer.start()
  return deliverer
}

/** Messages from before a restart may be sent before the port is open. */
function expectedUrl({ host, port }: Settings): string {
  return port === 0 ? NOT_LISTENING : `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
