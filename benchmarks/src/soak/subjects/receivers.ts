import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startReceiver } from '../receiver.ts'
import { startServerProcess } from '../server-process.ts'
import type { Figure, SoakOptions, Subject } from '../subject.ts'

const MALLORY = { name: 'mallory', key: 'mallory-0123456789abcdef' }
const ANN = { name: 'ann', key: 'ann-0123456789abcdef-ann' }
const DEAD = 200
const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`

export const subject: Subject = {
  promise:
    'Two hundred receivers of one key that never answer delay the webhook of another key by at most a second.',
  run,
}

async function run({ rounds = 20, folder }: SoakOptions): Promise<Figure[]> {
  const dead = await Promise.all(Array.from({ length: DEAD }, startDeadReceiver))
  const receiver = await startReceiver()
  const options = {
    dataDir: join(folder, 'data'),
    apiKeys: [MALLORY, ANN],
    webhooks: { allowPrivate: true },
    limits: { createsPerMinute: 10_000 },
    logLevel: 'silent',
  }
  const server = await startServerProcess({ options, concurrency: 50 })
  try {
    for (const { url } of dead) await create(server.url, MALLORY.key, url)
    await delay(2_000)
    const delaysMs: number[] = []
    for (let round = 0; round < rounds; round++) {
      await create(server.url, ANN.key, receiver.url)
      while (receiver.told.length <= round) await delay(5)
      const { translation, atMs } = receiver.told[round] as (typeof receiver.told)[number]
      const endedMs = Date.parse(translation.finishedAt ?? '') - performance.timeOrigin
      delaysMs.push(atMs - endedMs)
    }
    return [
      { name: 'receivers that never answer', value: DEAD },
      { name: 'webhooks of the other key', value: rounds },
      { name: 'longest delay', value: Math.round(Math.max(...delaysMs)), unit: 'ms', atMost: 1_000 },
    ]
  } finally {
    await server.kill()
    receiver.close()
    for (const { close } of dead) close()
  }
}

async function create(url: string, key: string, webhook: string): Promise<void> {
  const body = {
    source: { url: 'https://example.com/talk.mp4' },
    to: ['es'],
    options: { durationMs: 50 },
    webhook: { url: webhook, secret: SECRET },
  }
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/translations`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`)
  await answer.text()
}

/** Takes connections, and says nothing. */
async function startDeadReceiver(): Promise<{ url: string; close(): void }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close }
}
