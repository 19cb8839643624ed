import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { VideoTranslationClient } from 'video-translation-client'
import type { Engine, ServerOptions, VideoTranslationServer } from '../../src/index.ts'
import { ffmpeg } from '../support/media.ts'
import { releaseProviders, SECONDS } from './providers.ts'
import { readAll, type Snapshot } from './read-all.ts'

/** What a release exports. An older one has less. */
export type Release = Pick<
  typeof import('../../src/index.ts'),
  'createPipelineEngine' | 'createServer' | 'createSimulatedEngine' | 'openKeyAdmin'
>

/** The secrets of the keys in the data. They guard nothing else. */
export interface ReleaseKeys {
  /** Owns the translations. */
  app: string
  operator: string
  revoked: string
}

export interface ReleaseData {
  keys: ReleaseKeys
  snapshot: Snapshot
}

const HELD = 'fr'
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
/** Nothing listens there. */
const DEAD_RECEIVER = 'http://127.0.0.1:9/hook'

/** Lets a release fill a data folder, and reads all of it again, as the release shows it. */
export async function makeData(release: Release, dataDir: string, scratch: string): Promise<ReleaseData> {
  const keys = await makeKeys(release, dataDir)
  const video = await makeVideo(scratch)
  await using receiver = await startReceiver()
  await withServer(release, { dataDir, webhooks: { allowPrivate: true } }, async (server) => {
    await using client = new VideoTranslationClient(server.url, { fetch: server.fetch, apiKey: keys.app })
    await correct(client, video, receiver.url)
    await client.wait(await startReview(client, video), { settle: true })
    await endInEveryWay(client)
    await interrupt(client, video)
  })
  const snapshot = await withServer(release, { dataDir, worker: { enabled: false } }, async (server) => {
    await using client = new VideoTranslationClient(server.url, { fetch: server.fetch, apiKey: keys.app })
    await client.create({ ...talk(video), reference: 'waiting', priority: 3 })
    return await readAll(askWith(server, keys.app), askWith(server, keys.operator))
  })
  return { keys, snapshot }
}

async function makeKeys({ openKeyAdmin }: Release, dataDir: string): Promise<ReleaseKeys> {
  await using admin = await openKeyAdmin({ dataDir })
  const app = await admin.create({ name: 'app', owner: 'shop' })
  const operator = await admin.create({ name: 'operator', scope: 'admin' })
  const revoked = await admin.create({ name: 'former', owner: 'shop' })
  await admin.revoke(revoked.id)
  await admin.setLimits('shop', { maxRunning: 4, minutesPerDay: 600 })
  return { app: app.secret, operator: operator.secret, revoked: revoked.secret }
}

async function makeVideo(folder: string): Promise<Blob> {
  const path = join(folder, 'talk.mp4')
  const sources = [`testsrc=size=64x36:rate=5:duration=${SECONDS}`, `sine=frequency=200:duration=${SECONDS}`]
  const inputs = sources.flatMap((source) => ['-f', 'lavfi', '-i', source])
  await ffmpeg(...inputs, '-pix_fmt', 'yuv420p', '-preset', 'ultrafast', '-c:a', 'aac', path)
  return new Blob([await readFile(path)])
}

async function startReceiver() {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Runs a server of the release. At its end, tasks that run return to the queue. */
async function withServer<T>(
  release: Release,
  options: ServerOptions,
  work: (server: VideoTranslationServer) => Promise<T>,
): Promise<T> {
  const server = await release.createServer({ logLevel: 'silent', engines: enginesOf(release), ...options })
  try {
    return await work(server)
  } finally {
    await server.close({ graceMs: 0 })
  }
}

function enginesOf({ createPipelineEngine, createSimulatedEngine }: Release): Engine[] {
  const { transcribers, translators, synthesizers } = releaseProviders([HELD])
  const pipeline = createPipelineEngine({ transcribers, translators, synthesizers, concurrency: 2 })
  return [pipeline, createSimulatedEngine()]
}

const talk = (source: Blob) => ({ source, name: 'talk.mp4', from: 'en', to: ['es'] })

/** One line is edited and applied, another is only edited. */
async function correct(client: VideoTranslationClient, video: Blob, url: string): Promise<void> {
  const webhook = { url, secret: SECRET }
  const { id } = await client.translate({ ...talk(video), reference: 'corrected', webhook })
  const edit = async (cue: string, text: string) => {
    const { revision } = await client.cues(id)
    await client.editCues(id, { revision, edits: [{ op: 'set', cue, target: 'es', text }] })
  }
  await edit('c2', 'Corregida.')
  await client.apply(id)
  await client.wait(id)
  await edit('c3', 'Corregida, sin aplicar.')
}

async function startReview(client: VideoTranslationClient, video: Blob): Promise<string> {
  return (await client.create({ ...talk(video), reference: 'reviewed', review: ['translation'] })).id
}

async function endInEveryWay(client: VideoTranslationClient): Promise<void> {
  const simulated = {
    source: 'https://example.com/talk.mp4',
    engine: 'simulated',
    from: 'en',
    to: ['es', 'fr'],
  }
  const quick = { durationMs: 50 }
  const failed = await client.create({
    ...simulated,
    reference: 'failed',
    options: { ...quick, outcome: 'error' },
    webhook: { url: DEAD_RECEIVER, secret: SECRET },
  })
  const targets = { fr: { outcome: 'error' } }
  const partial = await client.create({ ...simulated, reference: 'partial', options: { ...quick, targets } })
  const canceled = await client.create({ ...simulated, reference: 'canceled', options: { durationMs: '1h' } })
  await client.cancel(canceled.id)
  await client.waitMany([failed.id, partial.id, canceled.id])
}

/** One target is done, and the other is cut off in its translation. */
async function interrupt(client: VideoTranslationClient, video: Blob): Promise<void> {
  const request = { ...talk(video), to: ['es', HELD], reference: 'interrupted' }
  const { id } = await client.create(request)
  for await (const { targets } of client.watch(id)) {
    const [done, held] = targets
    if (done?.status === 'completed' && held?.stage === 'translate') return
  }
}

/** Sends requests with a key, without a socket. */
export function askWith(server: VideoTranslationServer, key: string) {
  return (path: string, init: RequestInit = {}) =>
    server.fetch(new URL(path, server.url), {
      ...init,
      headers: { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${key}` },
    })
}
