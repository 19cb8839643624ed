import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { VideoTranslationClient, type Translation } from 'video-translation-client'
import { startReceiver, type Receiver } from '../receiver.ts'
import { startServerProcess } from '../server-process.ts'
import type { Figure, SoakOptions, Subject } from '../subject.ts'

const ANN = { name: 'ann', key: 'ann-0123456789abcdef' }
const BOB = { name: 'bob', key: 'bob-0123456789abcdef' }
const ROUNDS = 10
const WAITING = 1_000
const DEAD = 200
/** This many end before the rounds, so that each dead receiver has a webhook to get. */
const CANCELED = 300
const TASK_MS = 400
const AT_ONCE = 20
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

export const subject: Subject = {
  promise:
    'One tenant with 1,000 waiting jobs and 200 receivers that never answer delays the job of another by at most one task, ' +
    'and its webhook by at most a second.',
  run,
}

async function run({ rounds = ROUNDS, folder, tell }: SoakOptions): Promise<Figure[]> {
  const server = await startServerProcess({
    concurrency: 1,
    options: {
      dataDir: folder,
      apiKeys: [ANN, BOB],
      limits: { requestsPerMinute: 1e9, createsPerMinute: 1e9 },
      webhooks: { allowPrivate: true },
      logLevel: 'silent',
    },
  })
  await using ann = new VideoTranslationClient(server.url, { apiKey: ANN.key })
  await using bob = new VideoTranslationClient(server.url, { apiKey: BOB.key })
  const receiver = await startReceiver()
  const dead = await Promise.all(Array.from({ length: DEAD }, startDeadReceiver))
  try {
    await fillQueue(bob, dead)
    tell(`${WAITING} jobs wait`)
    const seen: Seen[] = []
    for (let round = 0; round < rounds; round++) seen.push(await runOne(ann, receiver))
    return await judge(seen, bob)
  } finally {
    await server.kill()
    receiver.close()
    for (const { close } of dead) close()
  }
}

interface Dead {
  url: string
  close(): void
}

/** A receiver that accepts requests and never answers. */
async function startDeadReceiver(): Promise<Dead> {
  const sockets = new Set<{ destroy(): void }>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

async function fillQueue(bob: VideoTranslationClient, dead: Dead[]): Promise<void> {
  const ids: string[] = []
  const makers = Array.from({ length: AT_ONCE }, async (_, first) => {
    for (let at = first; at < WAITING + CANCELED; at += AT_ONCE) {
      const { id } = await bob.create(jobFor(dead[at % DEAD]?.url ?? ''))
      ids.push(id)
    }
  })
  await Promise.all(makers)
  for (const id of ids.slice(-CANCELED)) await bob.cancel(id)
}

function jobFor(url: string) {
  const options = { durationMs: TASK_MS, reportsProgress: false }
  return { source: 'https://example.com/talk.mp4', to: ['es'], options, webhook: { url, secret: SECRET } }
}

interface Seen {
  translation: Translation
  webhookMs: number
}

/** Runs one job of the other tenant, from its creation to its webhook. */
async function runOne(ann: VideoTranslationClient, receiver: Receiver): Promise<Seen> {
  const { id } = await ann.create(jobFor(receiver.url))
  const translation = await ann.wait(id)
  const endedMs = Date.parse(translation.finishedAt ?? '') - performance.timeOrigin
  const end = () =>
    receiver.webhooks.find(
      ({ type, translation }) => translation.id === id && type === 'translation.completed',
    )
  while (end() === undefined && performance.now() < endedMs + 60_000) await delay(5)
  return { translation, webhookMs: (end()?.atMs ?? Infinity) - endedMs }
}

async function judge(seen: Seen[], bob: VideoTranslationClient): Promise<Figure[]> {
  const starts: number[] = []
  for await (const { startedAt, targets } of bob.list()) {
    const instants = [startedAt, ...targets.map((target) => target.startedAt)]
    starts.push(...instants.flatMap((instant) => (instant === undefined ? [] : [Date.parse(instant)])))
  }
  const overtaken = seen.map(({ translation: { createdAt, startedAt = '' } }) => {
    const [from, to] = [Date.parse(createdAt), Date.parse(startedAt)]
    return starts.filter((start) => start > from && start < to).length
  })
  return [
    { name: 'jobs of the other tenant', value: seen.length },
    { name: 'tasks that began before its first one, at most', value: Math.max(...overtaken), atMost: 1 },
    {
      name: 'from its end to its webhook, at most',
      value: Math.max(...seen.map(({ webhookMs }) => webhookMs)),
      unit: 'ms',
      atMost: 1_000,
    },
  ]
}
