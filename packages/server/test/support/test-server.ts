import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { isFinal, type Translation } from 'video-translation-client'
import { createSimulatedEngine } from '../../src/lib/engines/simulated/engine.ts'
import type { Task, TaskContext, TaskResult } from '../../src/lib/engines/engine.ts'
import { createServer, type VideoTranslationServer } from '../../src/lib/server.ts'
import type { ServerOptions } from '../../src/lib/config/server-options.ts'
import { engineOf } from './test-engine.ts'

export { engineOf }

/** A temporary folder, removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vt-server-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Simulated translations take a tenth of a second. */
function quick(): ServerOptions {
  return { engines: [createSimulatedEngine({ scenario: { durationMs: 100 } })], logLevel: 'silent' }
}

/** A real server, closed after the test. */
export async function startServer(options: ServerOptions = {}): Promise<VideoTranslationServer> {
  const server = await createServer({
    ...quick(),
    dataDir: options.dataDir ?? (await temporaryFolder()),
    ...options,
  })
  onTestFinished(() => server.close({ graceMs: 0 }))
  return server
}

/** One server for the tests of a block, none of which changes what another one sees. */
export function useServer(options: ServerOptions = {}): Fetch {
  let folder = ''
  let server: VideoTranslationServer
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vt-server-'))
    server = await createServer({ ...quick(), dataDir: folder, ...options })
  })
  afterAll(async () => {
    await server.close({ graceMs: 0 })
    await rm(folder, { recursive: true, force: true })
  })
  return (path, init) => inProcess(server)(path, init)
}

/** A server whose translations start and never end by themselves. */
export function startSlowServer(options: ServerOptions = {}): Promise<VideoTranslationServer> {
  return startServer({ ...options, engines: [engineOf({ run: untilAborted })] })
}

function untilAborted(_task: Task, { signal }: TaskContext): Promise<TaskResult> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

/** Waits until a worker has claimed the task. */
export async function untilRunning(ask: Fetch, id: string): Promise<Translation> {
  for (;;) {
    const translation = (await (await ask(`/v1/translations/${id}`)).json()) as Translation
    if (translation.status === 'running') return translation
    await ask(`/v1/translations/${id}`, {
      headers: { 'if-none-match': `"${translation.version}"`, prefer: 'wait=5' },
    })
  }
}

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

/** Sends requests by path without a socket. */
export function inProcess(server: VideoTranslationServer, headers: Record<string, string> = {}): Fetch {
  return (path, init = {}) => server.fetch(new URL(path, server.url), withHeaders(init, headers))
}

/** Sends requests by path over a socket. */
export async function overSocket(server: VideoTranslationServer): Promise<Fetch> {
  const url = await server.listen()
  return (path, init) => fetch(new URL(path, url), init)
}

export function postJson(body: unknown, headers: Record<string, string> = {}): RequestInit {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } }
}

/** The request of most tests. The simulated engine fetches nothing. */
export const TALK = { source: { url: 'https://example.com/talk.mp4' }, from: 'en', to: ['es', 'fr'] }

export async function create(ask: Fetch, body: unknown = TALK): Promise<Translation> {
  const response = await ask('/v1/translations', postJson(body))
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`)
  return (await response.json()) as Translation
}

/** Waits until the translation has ended. */
export async function untilFinal(ask: Fetch, id: string): Promise<Translation> {
  for (;;) {
    const response = await ask(`/v1/translations/${id}?until=final`, { headers: { prefer: 'wait=15' } })
    const translation = (await response.json()) as Translation
    if (!response.ok || isFinal(translation.status)) return translation
  }
}

function withHeaders(init: RequestInit, headers: Record<string, string>): RequestInit {
  return { ...init, headers: { ...headers, ...(init.headers as Record<string, string> | undefined) } }
}
