import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { NOT_LISTENING, startWork } from './background-work.ts'
import { resolveSettings } from './config/settings.ts'
import type { ServerOptions, Settings } from './config/server-options.ts'
import { defaultEngines, engineMap } from './engine-map.ts'
import type { Engine } from './engines/engine.ts'
import { openDataFolder, type DataFolder } from './files/data-folder.ts'
import { createDiskSpace, type DiskSpace } from './files/disk-space.ts'
import { isStorageFull } from './files/storage-full.ts'
import { mountStatusFace } from './faces/mount-status-face.ts'
import { type Api } from './http/api/api.ts'
import type { App } from './http/requests/typed-app.ts'
import { createApp } from './http/app.ts'
import { createWorkerApp } from './http/worker-app.ts'
import { checkRestriction } from './nodes/offers.ts'
import { createOwnNode } from './nodes/own-node.ts'
import { createWorkforce } from './nodes/workforce.ts'
import { createChanges } from './http/updates/changes.ts'
import { createInProcess } from './http/connections/in-process.ts'
import { createOwnerChecks } from './http/limits/owner-checks.ts'
import { createLifecycle } from './http/api/lifecycle.ts'
import { createSharedReads } from './http/updates/shared-reads.ts'
import { watchSilentConnections, type SilentConnections } from './http/connections/silent-connections.ts'
import { createUrlSigner } from './http/access/signed-url.ts'
import { createKeyAdmin } from './keys/key-admin.ts'
import type { Keyring } from './keys/keyring.ts'
import { announce, openKeys } from './local-access.ts'
import { type Database, openDatabase } from './open-database.ts'
import { openStorage, type Storage } from './open-storage.ts'
import { createBucketUploads } from './http/uploads/bucket-uploads.ts'
import { openUploads, type Uploads } from './http/uploads/uploads.ts'
import { discard } from './jobs/retention.ts'
import { createHealth } from './health.ts'
import { createCached } from './observe/cached.ts'
import { createMetrics } from './observe/metrics.ts'
import { observeFiles, observeStore } from './observe/observed-parts.ts'
import { loadSecret } from './server-secret.ts'
import { createRecentPaces } from './stats/recent-paces.ts'
import { createCappedClock } from './store/clock.ts'
import { offerMetrics } from './telemetry/offer-metrics.ts'
import { openTelemetry } from './telemetry/open-telemetry.ts'
import { createReceiverSecrets } from './webhooks/receiver-secrets.ts'

/**
 * A server on its data folder. It works as soon as it exists, and accepts connections after
 * `listen`.
 */
export interface VideoTranslationServer {
  /**
   * The address on which it listens, e.g. `http://127.0.0.1:8080`. Before `listen`, an address that
   * only `fetch` understands.
   */
  readonly url: string
  /** The folder of the database, the files and the uploads that are not kept elsewhere. */
  readonly dataDir: string
  /** Opens the port; resolves with the URL. */
  listen(): Promise<string>
  /**
   * Answers a request without a socket. Pass it to a client as `fetch`. API keys are required here
   * too.
   */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>
  /**
   * Stops the server: streams end, long polls and current requests are answered, and running tasks
   * return to the queue to continue after the next start. Further calls wait for the same end.
   */
  close(options?: CloseOptions): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Options for closing a server. */
export interface CloseOptions {
  /**
   * How long running tasks may continue, in milliseconds. Default: the setting `worker.graceMs`.
   */
  graceMs?: number
}

/** Answers that are still being read after this time are aborted. */
const LAST_ANSWERS_MS = 10_000

/**
 * Opens the data folder and starts working on what is in it.
 * @throws DataFolderInUse when another server uses it; DatabaseUnusable when its database is
 *   damaged; Error for settings that would leave the server open to others, and for a bucket that
 *   cannot be used
 */
export async function createServer(options: ServerOptions = {}): Promise<VideoTranslationServer> {
  const settings = resolveSettings(options)
  const isShared = settings.databaseUrl !== undefined
  const folder = await openDataFolder(settings.dataDir, { isShared })
  return await orClose(folder, () => startServer(settings, folder, options.engines))
}

async function startServer(settings: Settings, folder: DataFolder, given: Engine[] | undefined) {
  const database = await openDatabase(settings, folder)
  const { store, isShared } = database
  const localKey = randomBytes(24).toString('base64url')
  return await orClose(store, async () => {
    const keys = await openKeys(settings, store, localKey)
    return await orClose(keys, async () => {
      const { allowOldFfmpeg = keys.isOpen } = settings
      const engines = given ?? defaultEngines({ ...settings, allowOldFfmpeg })
      const ownSecret = await loadSecret(join(folder.path, 'secret'))
      // A link that one node signed must be valid on all.
      const secret = isShared ? await store.sharedSecret(ownSecret) : ownSecret
      const space = createDiskSpace(folder.path, { reserveBytes: settings.limits.freeBytes })
      const storage = await openStorage(settings.fileStore, { folder, secret, space })
      const parts = { settings, folder, database, keys, localKey, engines, secret, space, storage }
      return await orClose(storage, () => serve(parts))
    })
  })
}

/** Closes what a start has opened, if the rest of it fails. */
async function orClose<T>(opened: { close(): unknown }, start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    await opened.close()
    throw error
  }
}

interface ServerParts {
  settings: Settings
  folder: DataFolder
  database: Database
  keys: Keyring
  /** The key of this machine's own user. */
  localKey: string
  engines: Engine[]
  secret: string
  space: DiskSpace
  storage: Storage
}

async function serve(parts: ServerParts): Promise<VideoTranslationServer> {
  const { database, keys, folder } = parts
  const { store } = database
  const api = await createApi(parts)
  const app =
    parts.settings.role === 'worker' ? await createWorkerApp(api) : await createApp(api, mountStatusFace)
  app.log.info({ database: database.name }, 'Translations are kept in this database.')
  database.troubles.on((err) => app.log.warn({ err }, 'A connection to the database broke; it is replaced.'))
  keys.onTrouble((err) => app.log.warn({ err }, 'The keys cannot be read or noted; trying again.'))
  store.onDamage((translationId, cause) =>
    app.log.error({ err: cause, translationId }, 'The record of a translation is damaged.'),
  )
  const work = startWork(api, { scratchRoot: folder.scratch }, app.log)
  api.lifecycle.ready()
  return serverOf(app, api, parts, work)
}

async function createApi(parts: ServerParts): Promise<Api> {
  const { settings, engines, keys, secret, space } = parts
  if (settings.worker.can) checkRestriction(settings.worker.can, engines)
  const { store, files, ...observers } = await observeParts(parts)
  const uploads = await openServerUploads(parts)
  const lifecycle = createLifecycle()
  await offerMetrics(observers.metrics.registry, () => lifecycle.state !== 'stopping')
  return {
    ...observers,
    settings,
    store,
    node: createOwnNode(settings, engines, store.wall()),
    workforce: parts.database.isShared ? createWorkforce(store.nodes) : undefined,
    keys,
    admin: createKeyAdmin(store),
    owners: createOwnerChecks(store.owners, store.wall),
    files,
    uploads,
    space,
    engines: engineMap(engines, settings.defaultEngine),
    signer: createUrlSigner(secret, store.wall),
    secretFor: createReceiverSecrets(secret),
    changes: createChanges(store),
    reads: createSharedReads(store),
    paces: createRecentPaces(store, () => performance.now()),
    lifecycle,
    discard: (record) => discard({ store, files, removeUpload: uploads.remove }, record),
  }
}

/** The database and the files, and what is measured of them. */
async function observeParts({ database, storage }: ServerParts) {
  const { store } = database
  const telemetry = await openTelemetry()
  const health = createHealth({ database: store.ping, storage: storage.check })
  const metrics = createMetrics({ counts: createCached(store.counts), broken: health.broken })
  const observers = { metrics, telemetry }
  const observed = { store: observeStore(store, observers), files: observeFiles(storage.files, observers) }
  return { ...observed, ...observers, health }
}

/** Uploads are kept in the bucket if the server has one, because the files are there. */
async function openServerUploads(parts: ServerParts): Promise<Uploads> {
  const { settings, folder, space, storage } = parts
  const { limits } = settings
  const { store } = parts.database
  if (storage.bucket) {
    const rows = store.uploads
    return createBucketUploads({ bucket: storage.bucket, rows, space, spoolFolder: folder.scratch, limits })
  }
  return await openUploads(folder.uploads, {
    limits,
    space,
    inUse: store.uploadsInUse,
    clock: createCappedClock(),
  })
}

function serverOf(
  app: App,
  api: Api,
  { folder, storage, localKey }: ServerParts,
  work: ReturnType<typeof startWork>,
): VideoTranslationServer {
  const { settings } = api
  const inProcess = createInProcess(app.server)
  const silentConnections = watchSilentConnections(app.server)
  let url = NOT_LISTENING
  let closed: Promise<void> | undefined
  const close = async (graceMs: number): Promise<void> => {
    api.lifecycle.stop()
    try {
      await Promise.all([work.stop(graceMs), finishAnswers(app, inProcess, silentConnections)])
      for (const engine of api.engines.values()) await engine.close?.()
    } finally {
      // The next server must be able to use the folder, whatever failed before.
      api.changes.close()
      await api.keys.close()
      await api.store.close()
      storage.close()
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
      api.lifecycle.listensAt(url)
      if (settings.role === 'worker') return url
      await announce(folder, url, localKey).catch((error: unknown) => {
        if (!isStorageFull(error)) throw error
        app.log.error(
          { err: error },
          'The command line cannot find this server by itself, because the disk is full.',
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

/**
 * Ends the HTTP side. Connections are closed as soon as they are idle, because one could keep the
 * server running for a minute.
 */
async function finishAnswers(
  app: App,
  inProcess: ReturnType<typeof createInProcess>,
  silentConnections: SilentConnections,
): Promise<void> {
  const tidy = setInterval(() => {
    app.server.closeIdleConnections()
    silentConnections.destroy()
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
