import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { WebhookLog } from 'video-translation-client/webhooks'
import { SECRET, startReceiver, type Receiver } from './support/receiver.ts'
import { createHouse, type ServerProcess } from './support/server-process.ts'

const WEBHOOKS = { allowPrivate: true, retryDelaysMs: [200] }

test('a server killed while the receiver is down tells it after the next start, once it is back', async () => {
  const receiver = await startReceiver()
  await receiver.shut()
  const house = await createHouse({ webhooks: WEBHOOKS })
  let server = await house.start()
  const { id } = await server.client.create(talk(receiver, 10))
  await server.client.wait(id)
  await untilTried(server, id)
  await server.kill()
  server = await house.start()
  await untilTried(server, id, 2)
  await receiver.open()
  await receiver.count(1)
  const [event] = await receiver.events()
  expect(event).toMatchObject({
    id,
    type: 'translation.completed',
    payload: { data: { status: 'completed' } },
  })
  const link = event?.payload.data.targets[0]?.artifacts[0]?.url ?? ''
  expect((await fetch(link)).status).toBe(200)
})

test('a server killed while the receiver thinks tells it again, and the id shows that it is the same', async () => {
  const receiver = await startReceiver()
  receiver.answers.push(undefined)
  const house = await createHouse({ webhooks: WEBHOOKS })
  const server = await house.start()
  const { id } = await server.client.create(talk(receiver, 10))
  await receiver.count(1)
  await server.kill()
  await house.start()
  await receiver.count(2)
  const [one, other] = await receiver.events()
  expect(other).toMatchObject({ id, messageId: one?.messageId, version: one?.version })
})

test('whenever a server is killed, each translation that ended is told, in order and in its last state', async () => {
  const receiver = await startReceiver()
  const house = await createHouse({ webhooks: WEBHOOKS })
  const ids = new Set<string>()
  for (let round = 0; round < 4; round++) {
    const server = await house.start()
    for (let each = 0; each < 5; each++) {
      const events = ['translation.updated', 'translation.completed'] as const
      ids.add((await server.client.create(talk(receiver, 150, [...events]))).id)
    }
    await delay(40 + round * 60)
    await server.kill()
  }
  const last = await house.start()
  await last.client.waitMany([...ids])
  await until(async () => finished(await receiver.events()).size === ids.size)
  const events = await receiver.events()
  for (const id of ids) {
    const own = events.filter((event) => event.id === id)
    const versions = own.map(({ version }) => version ?? 0)
    expect(versions).toEqual(versions.toSorted((one, other) => one - other))
    expect(own.at(-1)?.version).toBe((await last.client.get(id)).version)
  }
})

function talk(
  { url }: Receiver,
  durationMs: number,
  events?: ['translation.updated', 'translation.completed'],
) {
  const webhook = { url, secret: SECRET, ...(events && { events }) }
  const options = { durationMs }
  return {
    source: 'https://example.com/talk.mp4',
    from: 'en',
    to: ['es'],
    engine: 'simulated',
    options,
    webhook,
  }
}

function finished(events: Awaited<ReturnType<Receiver['events']>>): Set<string | undefined> {
  return new Set(events.filter(({ type }) => type === 'translation.completed').map(({ id }) => id))
}

async function untilTried(server: ServerProcess, id: string, attempts = 1): Promise<void> {
  await until(async () => {
    const response = await fetch(`${server.url}/v1/translations/${id}/webhooks`)
    const { items } = (await response.json()) as WebhookLog
    return (items[0]?.attempts.length ?? 0) >= attempts
  })
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 120_000
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('It did not come to that in two minutes.')
    await delay(20)
  }
}
