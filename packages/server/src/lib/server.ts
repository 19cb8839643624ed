import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { resolveSettings } from './config/settings.ts'
import { LOCAL_KEY, type ServerOptions, type Settings } from './config/server-options.ts'
import type { Engine, Log } from './engines/engine.ts'
import { createHostedEngines } from './engines/hosted/vendors.ts'
import { createPipelineEngine } from './engines/pipeline/engine.ts'
import { createSimulatedEngine } from './engines/simulated/engine.ts'
import { openDataFolder, type DataFolder } from './files/data-folder.ts'
import { createDiskSpace } from './files/disk-space.ts'
import { createDirectoryStore } from './files/directory-store.ts'
import { isStorageFull } from './files/storage-full.ts'
import { type Api, linksFrom } from './http/api/api.ts'
import type { App } from './http/requests/typed-app.ts'
import { createApp } from './http/app.ts'
import { createChanges } from './http/updates/changes.ts'
import { createInProcess } from './http/connections/in-process.ts'
import { createLifecycle } from './http/api/lifecycle.ts'
import { createMetrics } from './http/api/metrics.ts'
import { createSharedReads } from './http/updates/shared-reads.ts'
import { watchSilentConnections, type SilentConnections } from './http/connections/silent-connections.ts'
import { createUrlSigner } from './http/access/signed-url.ts'
import { openUploads } from './http/uploads/uploads.ts'
import { discard, startRetention } from './jobs/retention.ts'
import { startSweeper } from './jobs/sweep.ts'
import { createWorker } from './jobs/worker.ts'
import { createCappedClock } from './store/clock.ts'
import { openSqliteStore } from './store/sqlite/open-sqlite-store.ts'
import type { Store } from './store/store.ts'
import { createDeliverer } from './webhooks/deliverer.ts'
import { createReceiverSecrets } from './webhooks/receiver-secrets.ts'

/** A server on its data folder: it works as soon as it exists, and is reachable from outside after `listen`. */
export interface VideoTranslationServer {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. Before `listen`: an address that only `fetch` understands. */
  readonly url: string
  /** The folder with all that it keeps. */
  readonly dataDir: string
  /** Opens the port; resolves with the URL. */
  listen(): Promise<string>
  /** Answers a request without a socket; give it to a client as its `fetch`. API keys are needed all the same. */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>
  /**
   * Stops: open streams end, held requests are answered, requests under way are finished, running tasks are given back
   * to be gone on with after the next start. Calling it again waits for the same end.
   */
  close(options?: CloseOptions): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** How a server ends. */
export interface CloseOptions {
  /** How long running tasks may go on, in milliseconds. Default: the setting `worker.graceMs`. */
  graceMs?: number
}

/** Answers that are still being read after that long are broken off. */
const LAST_ANSWERS_MS = 10_000
/** An address that only `fetch` of the server understands. */
const NOT_LISTENING = 'http://localhost'

/**
 * Opens the data folder and starts working on what is in it.
 * @throws DataFolderInUse when another server has it; DatabaseUnusable when its database is damaged; Error for settings that would leave the server open to others.
 */
export async function createServer(options: ServerOptions = {}): Promise<VideoTranslationServer> {
  const localKey = options.apiKeys?.length ? randomBytes(24).toString('base64url') : undefined
  const settings = withLocalKey(resolveSettings(options), localKey)
  const folder = await openDataFolder(settings.dataDir)
  try {
    return await startServer(settings, folder, options.engines ?? defaultEngines(settings), localKey)
  } catch (error) {
    await folder.close()
    throw error
  }
}

async function startServer(settings: Settings, folder: DataFolder, engines: Engine[], localKey?: string) {
  const store = await openSqliteStore({
    path: folder.database,
    filesFolder: folder.files,
    reserve: join(folder.path, 'reserve'),
  })
  try {
    // The folder's lock says that whoever had these tasks is dead: no need to wait for their leases.
    await store.expireLeases()
    const api = await createApi(settings, folder, store, engines)
    const app = await createApp(api)
    store.onDamage((translationId, cause) =>
      app.log.error({ err: cause, translationId }, 'The record of a translation is damaged.'),
    )
    const work = startWork(api, folder, app.log)
    api.life.ready()
    return serverOf(app, api, folder, work, localKey)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function createApi(
  settings: Settings,
  folder: DataFolder,
  store: Store,
  engines: Engine[],
): Promise<Api> {
  const files = createDirectoryStore(folder.files)
  const secret = await loadSecret(join(folder.path, 'secret'))
  const space = createDiskSpace(folder.path, { reserveBytes: settings.limits.freeBytes })
  const { limits } = settings
  const uploads = await openUploads(folder.uploads, {
    limits,
    space,
    inUse: store.uploadsInUse,
    clock: createCappedClock(),
  })
  return {
    settings,
    store,
    files,
    uploads,
    space,
    engines: byName(engines, settings.defaultEngine),
    signer: createUrlSigner(secret),
    secretFor: createReceiverSecrets(secret),
    changes: createChanges(store),
    reads: createSharedReads(store),
    life: createLifecycle(),
    metrics: createMetrics(store),
    discard: (record) => discard({ store, files, removeUpload: uploads.remove }, record),
  }
}

/** What goes on without being asked: the tasks, the webhooks, the retention, the uploads that nobody came back for. */
function startWork(api: Api, folder: DataFolder, log: Log) {
  const { store, files, uploads, engines, settings } = api
  const worker = createWorker({
    store,
    files,
    engines: [...engines.values()],
    scratchRoot: folder.scratch,
    space: api.space,
    uploads: uploads.path,
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
    clock: createCappedClock(),
  })
  const sweeper = startSweeper({ store, files, uploads, log })
  const missing = startNotingMissingEngines(api, log)
  return {
    async stop(graceMs: number): Promise<void> {
      const others = [deliverer.stop(graceMs), retention.stop(), sweeper.stop(), missing.stop()]
      await Promise.all([worker.stop({ graceMs }), ...others])
    },
  }
}

/** Nothing happens to them until somebody brings the engine back, or cancels them. */
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
    log.error(
      { err },
      'Translations whose engine is missing could not be told so; the next start tries again.',
    ),
  )
  return {
    async stop(): Promise<void> {
      stopping.abort()
      await noted
    },
  }
}

function startDeliverer({ store, settings, signer, secretFor, life, metrics }: Api, log: Log) {
  const deliverer = createDeliverer({
    outbox: store.outbox,
    settings: settings.webhooks,
    secretFor,
    link: linksFrom(() => settings.publicUrl ?? life.url ?? expectedUrl(settings), signer),
    log,
    clock: store.steady,
    wallClock: Date.now,
    random: Math.random,
    onAttempt: metrics.webhookAttempted,
  })
  deliverer.start()
  return deliverer
}

/** What was left over from before a restart may go out before the port is open. */
function expectedUrl({ host, port }: Settings): string {
  return port === 0 ? NOT_LISTENING : `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function serverOf(
  app: App,
  api: Api,
  folder: DataFolder,
  work: ReturnType<typeof startWork>,
  localKey: string | undefined,
): VideoTranslationServer {
  const { settings } = api
  const inProcess = createInProcess(app.server)
  const silent = watchSilentConnections(app.server)
  let url = NOT_LISTENING
  let closed: Promise<void> | undefined
  const close = async (graceMs: number): Promise<void> => {
    api.life.stop()
    try {
      await Promise.all([work.stop(graceMs), finishAnswers(app, inProcess, silent)])
      for (const engine of api.engines.values()) await engine.close?.()
    } finally {
      // Whatever went wrong before, the next server must be able to have the folder.
      api.changes.close()
      await api.store.close()
      await rm(folder.serverFile, { force: true })
      await folder.close()
    }
  }
  return {
    get url() {
      return url
    },
    dataDir: folder.path,
    async listen() {
      url = await app.listen({ host: settings.host, port: settings.port })
      api.life.listensAt(url)
      await announce(folder, url, localKey).catch((error: unknown) => {
        if (!isStorageFull(error)) throw error
        app.log.error(
          { err: error },
          'The command line will not find this server by itself: the disk is full.',
        )
      })
      return url
    },
    fetch: inProcess.fetch,
    close({ graceMs = settings.worker.graceMs } = {}) {
      closed ??= close(graceMs)
      return closed
    },
    [Symbol.asyncDispose]() {
      return this.close()
    },
  }
}

/** Ends the HTTP side. Connections that fall idle are closed as they do, or one would keep the server for a minute. */
async function finishAnswers(
  app: App,
  inProcess: ReturnType<typeof createInProcess>,
  silent: SilentConnections,
): Promise<void> {
  const tidy = setInterval(() => {
    app.server.closeIdleConnections()
    silent.destroy()
  }, 20)
  const giveUp = setTimeout(() => {
    app.server.closeAllConnections()
    void inProcess.destroy()
  }, LAST_ANSWERS_MS)
  try {
    await Promise.all([app.close(), inProcess.close()])
  } finally {
    clearInterval(tidy)
    clearTimeout(giveUp)
  }
}

/** Tells the command line on this machine how to reach the server. Only the folder's owner can read it. */
async function announce(folder: DataFolder, url: string, apiKey: string | undefined): Promise<void> {
  const about = { url, pid: process.pid, startedAt: new Date().toISOString(), ...(apiKey && { apiKey }) }
  await writeFile(folder.serverFile, JSON.stringify(about), { mode: 0o600 })
}

/** With keys, whoever may read the data folder gets one of their own. */
function withLocalKey(settings: Settings, localKey: string | undefined): Settings {
  return localKey
    ? { ...settings, apiKeys: [...settings.apiKeys, { name: LOCAL_KEY, key: localKey }] }
    : settings
}

function byName(engines: Engine[], defaultEngine: string | undefined): Map<string, Engine> {
  const map = new Map(engines.map((engine) => [engine.name, engine]))
  if (map.size === 0) throw new Error('A server without engines can do nothing; give it at least one.')
  if (defaultEngine === undefined || map.has(defaultEngine)) return map
  throw new Error(
    `There is no engine \`${defaultEngine}\` to be the default; there is ${[...map.keys()].join(', ')}.`,
  )
}

function defaultEngines({ limits, allowPrivateSources, allowOldFfmpeg, pipeline }: Settings): Engine[] {
  const { sourceBytes, sourceSeconds, fetchMs, fetchBytesPerSecond } = limits
  const options = {
    allowPrivateSources,
    allowOldFfmpeg,
    ...pipeline,
    limits: { sourceBytes, sourceSeconds, fetchMs, fetchBytesPerSecond, ...pipeline?.limits },
  }
  const transferLimits = { minBytesPerSecond: fetchBytesPerSecond, deadlineMs: fetchMs }
  return [
    createPipelineEngine(options),
    createSimulatedEngine(),
    ...createHostedEngines(process.env, transferLimits),
  ]
}

/** Links stay valid over a restart. */
async function loadSecret(path: string): Promise<string> {
  try {
    await writeFile(path, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const secret = await readFile(path, 'utf8')
  // A start that was killed in between leaves an empty file, and anybody can sign with an empty secret.
  if (secret.length >= 32) return secret
  await rm(path)
  return await loadSecret(path)
}
