import { uploadTo } from 'video-translation-client/upload'
import type { Outcome } from 'video-translation-client'
import type { FaultRule } from 'video-translation-simulator'
import type { Harness } from './harness.ts'

const BYTES = Uint8Array.from({ length: 40_000 }, (_, at) => (at * 7) % 251)

/** A verb, and the one of its requests that has the faults. */
export interface Verb {
  name: string
  /** The request with the fault. */
  route: string
  /** The kind of its response. */
  answers: 'json' | 'file' | 'nothing'
  /** The client's timeout for one request. */
  patienceMs: number
  /** Other faults that are needed to cause this request. */
  rules?: readonly FaultRule[]
  /** Faults, by name, whose lasting effect differs from the other verbs. */
  lasting?: Record<string, Lasting>
  /** Runs the verb. Throws if the result is wrong. */
  run(harness: Harness): Promise<void>
}

/** The effect of a lasting fault. */
interface Lasting {
  /** The reason why the verb succeeds nevertheless. */
  right?: string
  /** The code of the error. Default: the fault's. */
  code?: string
  /** The most requests. Default: one attempt and three more. */
  requests?: number
}

const COMMON = { answers: 'json', patienceMs: 30_000 } as const

export const VERBS: readonly Verb[] = [
  { ...COMMON, name: 'create', route: 'POST /v1/translations', patienceMs: 120_000, run: create },
  { ...COMMON, name: 'get', route: 'GET /v1/translations/*', run: get },
  { ...COMMON, name: 'getMany', route: 'GET /v1/translations', run: getMany },
  { ...COMMON, name: 'list', route: 'GET /v1/translations', run: list },
  { ...COMMON, name: 'cancel', route: 'POST /v1/translations/*/cancel', run: cancel },
  { ...COMMON, name: 'delete', route: 'DELETE /v1/translations/*', answers: 'nothing', run: remove },
  { ...COMMON, name: 'events', route: 'GET /v1/translations/*/events', run: events },
  { ...COMMON, name: 'engines', route: 'GET /v1/engines', run: engines },
  { ...COMMON, name: 'download (the request for the URL)', route: 'GET /v1/translations/*', run: download },
  {
    ...COMMON,
    name: 'download',
    route: 'GET /v1/translations/*/artifacts/*',
    answers: 'file',
    lasting: {
      // Every connection delivers half of the remaining bytes, until one byte remains.
      'a reset in mid-body': { requests: 24 },
      'a connection closed in mid-body': { requests: 24 },
      'a body that stops half-way': { requests: 24 },
    },
    run: download,
  },
  {
    ...COMMON,
    name: 'upload (the first request)',
    route: 'POST /v1/uploads',
    answers: 'nothing',
    run: upload,
  },
  {
    ...COMMON,
    name: 'upload',
    route: 'PATCH /v1/uploads/*',
    answers: 'nothing',
    patienceMs: 120_000,
    lasting: { 'a reset after the request was handled': { right: 'because the server has the bytes' } },
    run: upload,
  },
  {
    ...COMMON,
    name: 'upload (the request for the offset)',
    route: 'HEAD /v1/uploads/*',
    answers: 'nothing',
    rules: [{ route: 'PATCH /v1/uploads/*', times: 1, fault: { kind: 'reset', at: 'start' } }],
    run: upload,
  },
]

async function create({ client, api }: Harness): Promise<void> {
  const { id } = await client.create({ source: 'https://example.com/talk.mp4', to: ['es'] })
  const made = new Set<string>()
  for await (const each of client.list()) made.add(each.id)
  expectSame([...made], [id], 'exactly one translation was created')
  expectSame(new Set(api.headers.map((headers) => headers.get('idempotency-key')).filter(Boolean)).size, 1)
}

async function get({ client, api }: Harness): Promise<void> {
  const { id } = api.add({ status: 'running', progress: 0.5 })
  expectSame((await client.get(id)).progress, 0.5)
}

async function getMany({ client, api }: Harness): Promise<void> {
  const ids = [api.add().id, api.add({ status: 'completed' }).id]
  const outcomes = throwFailures(await client.getMany([...ids, ids[0] as string]))
  expectSame(
    outcomes.map(({ result }) => result),
    ['pending', 'completed', 'pending'],
  )
}

async function list({ client, api }: Harness): Promise<void> {
  const ids = [api.add().id, api.add().id, api.add().id]
  const listed: string[] = []
  for await (const { id } of client.list({ limit: 2 })) listed.push(id)
  expectSame(listed, ids)
}

async function cancel({ client, api }: Harness): Promise<void> {
  expectSame((await client.cancel(api.add().id)).status, 'canceled')
}

async function remove({ client, api, proxy }: Harness): Promise<void> {
  const { id } = api.add()
  await client.delete(id)
  const { status } = await api.fetch(`${proxy.url}/v1/translations/${id}`)
  expectSame(status, 404, 'it is gone after delete')
}

async function events({ client, api }: Harness): Promise<void> {
  expectSame(
    (await client.events(api.add().id)).map(({ type }) => type),
    ['created'],
  )
}

async function engines({ client }: Harness): Promise<void> {
  expectSame(
    (await client.engines()).map(({ name }) => name),
    ['simulated'],
  )
}

async function download({ client, api }: Harness): Promise<void> {
  api.artifacts.files.set('es.mp4', BYTES)
  const { id } = api.add({ status: 'completed', artifacts: [{ name: 'es.mp4', mediaType: 'video/mp4' }] })
  const blob = await (await client.download(id, 'es.mp4')).blob()
  expectSame(Buffer.compare(await blob.bytes(), BYTES), 0, 'the whole file was downloaded')
}

async function upload({ client, api }: Harness): Promise<void> {
  const id = await uploadTo(client, BYTES, { name: 'talk.mp4' })
  const { bytes } = api.uploads.received.get(id) ?? {}
  expectSame(bytes && Buffer.compare(bytes, BYTES), 0, 'the whole file was uploaded')
}

/** Verbs for several translations return failures as outcomes. */
export function throwFailures(outcomes: Outcome[]): Outcome[] {
  const failure = outcomes.find(({ result }) => result === 'failed')
  if (failure) throw failure.error
  return outcomes
}

export function expectSame(actual: unknown, expected: unknown, what = 'the result'): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return
  throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`)
}
