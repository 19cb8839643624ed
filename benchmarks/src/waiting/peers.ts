import { loadPeer } from '../../peers/load.ts'
import { awsRule, every, gaxRule, runwayRule, type Rule } from './rules.ts'

/** Another library that waits, with its default settings. */
export interface Peer {
  name: string
  packageName: string
  /** The rule in its documents and source. */
  rule: Rule
  isRandom: boolean
  /**
   * Loads the library. The result waits for a job that never ends and calls `asked` for every
   * status request.
   */
  load(asked: () => void): Promise<() => Promise<unknown>>
}

/** Timeouts are raised to a day, because only the instants of requests are compared. */
const DAY_SECONDS = 86_400
const KEY = 'none'

/** The packages themselves, over a `fetch` or other transport that always answers "running". */
export const PEERS: readonly Peer[] = [
  { name: 'fal', packageName: '@fal-ai/client', rule: every(0.5), isRandom: false, load: loadFal },
  { name: 'replicate', packageName: 'replicate', rule: every(0.5), isRandom: false, load: loadReplicate },
  {
    name: 'azure core-lro',
    packageName: '@azure/core-lro',
    rule: every(2),
    isRandom: false,
    load: loadAzure,
  },
  { name: 'openai', packageName: 'openai', rule: every(5), isRandom: false, load: loadOpenai },
  { name: 'ai (Vercel)', packageName: 'ai', rule: every(5, 5), isRandom: false, load: loadAi },
  { name: 'runway', packageName: '@runwayml/sdk', rule: runwayRule, isRandom: true, load: loadRunway },
  { name: 'google-gax', packageName: 'google-gax', rule: gaxRule, isRandom: false, load: loadGax },
  { name: 'AWS waiter', packageName: '@smithy/util-waiter', rule: awsRule, isRandom: true, load: loadAws },
]

function answering(asked: () => void, body: unknown): typeof fetch {
  return async () => {
    asked()
    return Response.json(body)
  }
}

async function loadFal(asked: () => void) {
  interface Client {
    queue: { subscribeToStatus(endpoint: string, options: { requestId: string }): Promise<unknown> }
  }
  const { createFalClient } = await loadPeer<{ createFalClient(config: object): Client }>('@fal-ai/client')
  const client = createFalClient({ credentials: KEY, fetch: answering(asked, { status: 'IN_PROGRESS' }) })
  return () => client.queue.subscribeToStatus('owner/app', { requestId: 'r' })
}

async function loadReplicate(asked: () => void) {
  interface Client {
    wait(prediction: object): Promise<unknown>
  }
  const { default: Replicate } = await loadPeer<{ default: new (options: object) => Client }>('replicate')
  const running = { id: 'p', status: 'processing' }
  const client = new Replicate({ auth: KEY, fetch: answering(asked, running) })
  return () => client.wait(running)
}

async function loadAzure(asked: () => void) {
  interface Poller {
    pollUntilDone(): Promise<unknown>
  }
  const { createHttpPoller } = await loadPeer<{ createHttpPoller(lro: object): Poller }>('@azure/core-lro')
  const answer = (statusCode: number, headers: object) => ({
    flatResponse: {},
    rawResponse: {
      statusCode,
      headers,
      body: { status: 'Running' },
      request: { method: 'PUT', url: '/job' },
    },
  })
  const lro = {
    sendInitialRequest: async () => answer(202, { 'operation-location': '/status' }),
    sendPollRequest: async () => {
      asked()
      return answer(200, {})
    },
  }
  return () => createHttpPoller(lro).pollUntilDone()
}

async function loadOpenai(asked: () => void) {
  interface Client {
    vectorStores: { fileBatches: { poll(store: string, batch: string): Promise<unknown> } }
  }
  const { default: OpenAI } = await loadPeer<{ default: new (options: object) => Client }>('openai')
  const fetch = answering(asked, { id: 'b', status: 'in_progress', vector_store_id: 's' })
  const client = new OpenAI({ apiKey: KEY, fetch })
  return () => client.vectorStores.fileBatches.poll('s', 'b')
}

async function loadAi(asked: () => void) {
  const { experimental_generateVideo: generateVideo } = await loadPeer<{
    experimental_generateVideo(options: object): Promise<unknown>
  }>('ai')
  const response = { timestamp: new Date(0), modelId: 'm', headers: {} }
  const model = {
    specificationVersion: 'v4',
    provider: 'p',
    modelId: 'm',
    maxVideosPerCall: 1,
    doStart: async () => ({ operation: {}, warnings: [], response }),
    doStatus: async () => {
      asked()
      return { status: 'pending', response }
    },
  }
  return () => generateVideo({ model, prompt: 'x', poll: { timeoutMs: DAY_SECONDS * 1000 } })
}

async function loadRunway(asked: () => void) {
  interface Client {
    tasks: { retrieve(id: string): { waitForTaskOutput(options: object): Promise<unknown> } }
    textToImage: { create(body: object): { waitForTaskOutput(options: object): Promise<unknown> } }
  }
  const { default: Runway } = await loadPeer<{ default: new (options: object) => Client }>('@runwayml/sdk')
  const task = { id: 't', status: 'RUNNING' }
  const fetch: typeof globalThis.fetch = async (_, init) => {
    if (init?.method?.toUpperCase() !== 'POST') asked()
    return Response.json(task)
  }
  const client = new Runway({ apiKey: KEY, fetch })
  return () => client.textToImage.create({}).waitForTaskOutput({ timeout: DAY_SECONDS * 1000 })
}

async function loadGax(asked: () => void) {
  interface Operation {
    promise(): Promise<unknown>
  }
  interface Gax {
    operation(op: object, descriptor: object, backoff: object): Operation
    createDefaultBackoffSettings(): object
  }
  const loaded = await loadPeer<Gax & { default?: Gax }>('google-gax')
  const { operation, createDefaultBackoffSettings } = loaded.default ?? loaded
  const running = { name: 'o', done: false }
  const operationsClient = {
    getOperationInternal: async () => {
      asked()
      return [running]
    },
  }
  return () => operation(running, { operationsClient }, createDefaultBackoffSettings()).promise()
}

async function loadAws(asked: () => void) {
  const { createWaiter, WaiterState } = await loadPeer<{
    createWaiter(options: object, input: object, check: () => Promise<object>): Promise<unknown>
    WaiterState: { RETRY: string }
  }>('@smithy/util-waiter')
  const check = async () => {
    asked()
    return { state: WaiterState.RETRY }
  }
  return () => createWaiter({ maxWaitTime: DAY_SECONDS, minDelay: 2, maxDelay: 120, client: {} }, {}, check)
}
