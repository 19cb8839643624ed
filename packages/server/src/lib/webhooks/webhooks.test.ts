import { describe, expect, it, vi } from 'vitest'
import { standardWebhooks, type WebhookLog } from 'video-translation-client/webhooks'
import { SECRET, startReceiver, type Receiver } from '../../../test/support/receiver.ts'
import {
  create, engineOf, inProcess, postJson, startServer, startSlowServer, TALK, temporaryFolder, untilFinal, untilRunning,
  type Fetch,
} from '../../../test/support/test-server.ts' // prettier-ignore
import type { ServerOptions } from '../config/server-options.ts'

const QUICK = { allowPrivate: true, retryDelaysMs: [20] }
const KEYS = [
  { name: 'ann', key: 'ann-0123456789abcdef' },
  { name: 'bob', key: 'bob-0123456789abcdef' },
]

describe('a translation with a webhook', () => {
  it('notifies its receiver once when it has completed, with working links', async () => {
    const { receiver, server, ask } = await start()
    const url = await server.listen()
    const { id } = await create(ask, asking(receiver))
    const done = await untilFinal(ask, id)
    const [event, ...others] = await heard(receiver)
    expect(others).toEqual([])
    expect(event).toMatchObject({ id, type: 'translation.completed', version: done.version })
    expect(event?.payload.timestamp).toBe(done.updatedAt)
    const link = event?.payload.data.targets[0]?.artifacts[0]?.url ?? ''
    expect(link.startsWith(`${url}/v1/translations/${id}/`)).toBe(true)
    expect((await fetch(link)).status).toBe(200)
    expect(await settled(ask, id)).toMatchObject({
      url: receiver.url,
      disabled: false,
      items: [{ id: event?.messageId, state: 'delivered', attempts: [{ status: 204 }] }],
    })
  })

  it('reports every kind of end', async () => {
    const { receiver, ask } = await start()
    const failing = { ...asking(receiver), options: { outcome: 'error' } }
    const half = { ...asking(receiver), options: { targets: { fr: { outcome: 'error' } } } }
    const ids = [await create(ask, failing), await create(ask, half)].map(({ id }) => id)
    const events = await heard(receiver, 2)
    const types = new Map(events.map(({ id, type }) => [id, type]))
    expect(ids.map((id) => types.get(id))).toEqual(['translation.error', 'translation.partial'])
  })

  it('reports that it was canceled', async () => {
    const receiver = await startReceiver()
    const ask = inProcess(await startSlowServer({ webhooks: QUICK }))
    const { id } = await create(ask, asking(receiver))
    await untilRunning(ask, id)
    await ask(`/v1/translations/${id}/cancel`, { method: 'POST' })
    expect(await heard(receiver)).toMatchObject([{ id, type: 'translation.canceled' }])
  })

  it('sends the requested events in the order of its versions', async () => {
    const receiver = await startReceiver()
    const run = async () => {
      // It is not over before its first update has arrived.
      await receiver.count(1)
      return {}
    }
    const ask = inProcess(await startServer({ webhooks: QUICK, engines: [engineOf({ run })] }))
    await create(ask, asking(receiver, { events: ['translation.updated', 'translation.completed'] }))
    await vi.waitFor(
      async () => expect((await receiver.events()).at(-1)?.type).toBe('translation.completed'),
      60_000,
    )
    const events = await receiver.events()
    const versions = events.map(({ version }) => version ?? 0)
    expect(versions).toEqual(versions.toSorted((one, other) => one - other))
    expect(new Set(versions).size).toBe(versions.length)
    expect(events[0]?.type).toBe('translation.updated')
    await create(ask, asking(receiver, { events: ['translation.error'] }))
    await create(ask, TALK)
    const { id } = await create(ask, asking(receiver))
    await vi.waitFor(async () => expect((await receiver.events()).at(-1)?.id).toBe(id), 60_000)
    expect(receiver.deliveries).toHaveLength(events.length + 1)
  })
})

describe('a receiver', () => {
  it('that answers 500 gets the message again, with the same id, until it answers 200', async () => {
    const { receiver, ask } = await start()
    receiver.answers.push(500, 502, 200)
    const { id } = await create(ask, asking(receiver))
    const events = await heard(receiver, 3)
    expect(new Set(events.map(({ messageId }) => messageId)).size).toBe(1)
    const [message] = (await settled(ask, id)).items
    expect(message).toMatchObject({
      state: 'delivered',
      attempts: [{ status: 500, error: 'The receiver answered 500.' }, { status: 502 }, { status: 200 }],
    })
  })

  it('that was down gets the newest message, not all that it missed', async () => {
    const { receiver, ask } = await start()
    await receiver.shut()
    const events = ['translation.updated', 'translation.completed']
    const { id } = await create(ask, asking(receiver, { events }))
    await untilFinal(ask, id)
    // An older message may be in flight when the newest is written; the newest is tried only after
    // it.
    await vi.waitFor(async () => expect((await logOf(ask, id)).items[0]?.attempts).not.toEqual([]), 60_000)
    await receiver.open()
    const log = await settled(ask, id)
    expect(await receiver.events()).toMatchObject([{ id, type: 'translation.completed' }])
    expect(log.items[0]?.state).toBe('delivered')
    expect(log.items.slice(1).every(({ state }) => state === 'superseded')).toBe(true)
    expect(log.items.length).toBeGreaterThan(1)
  })

  it('that answers 410 gets nothing more until a redelivery', async () => {
    const { receiver, ask } = await start()
    receiver.answers.push(410)
    const { id } = await create(ask, asking(receiver))
    await heard(receiver)
    expect(await settled(ask, id)).toMatchObject({ disabled: true, items: [{ state: 'disabled' }] })
    const again = await ask(`/v1/translations/${id}/webhooks/redeliver`, { method: 'POST' })
    expect([again.status, ((await again.json()) as WebhookLog).disabled]).toEqual([202, false])
    const [first, second] = await heard(receiver, 2)
    expect(second?.messageId).toBe(first?.messageId)
  })

  it('can reject changed messages and those of other senders', async () => {
    const { receiver, ask } = await start()
    await create(ask, asking(receiver))
    const [event] = await heard(receiver)
    const { headers, body } = receiver.deliveries[0] ?? { headers: {}, body: '' }
    const changed = body.replace(event?.id ?? '', 'tr_other')
    expect(changed).not.toBe(body)
    for (const forged of [
      { headers, body: changed },
      { headers: await standardWebhooks(`whsec_${Buffer.alloc(24).toString('base64')}`).sign(body), body },
    ]) {
      await expect(standardWebhooks(SECRET).receive(forged)).rejects.toMatchObject({
        code: 'invalid_signature',
      })
    }
  })

  it('that hangs delays no other receiver', async () => {
    const { receiver, ask } = await start({ webhooks: { ...QUICK, timeoutMs: 60_000 } })
    const hanging = await startReceiver()
    hanging.answers.push(undefined)
    await create(ask, asking(hanging))
    await hanging.count(1)
    await create(ask, asking(receiver))
    expect(await heard(receiver)).toHaveLength(1)
  })
})

describe('a webhook over a restart', () => {
  it('is sent by the next server if the first was not able to', async () => {
    const receiver = await startReceiver()
    await receiver.shut()
    const dataDir = await temporaryFolder()
    const first = await startServer({ dataDir, webhooks: { ...QUICK, retryDelaysMs: [600] } })
    const { id } = await create(inProcess(first), asking(receiver))
    await untilFinal(inProcess(first), id)
    await first.close()
    await receiver.open()
    await startServer({ dataDir, webhooks: QUICK })
    expect(await heard(receiver)).toMatchObject([{ id, type: 'translation.completed' }])
  })

  it('is repeated by the next server if the first stops before the answer', async () => {
    const receiver = await startReceiver()
    receiver.answers.push(undefined)
    const dataDir = await temporaryFolder()
    const first = await startServer({ dataDir, webhooks: QUICK })
    const { id } = await create(inProcess(first), asking(receiver))
    await receiver.count(1)
    await first.close({ graceMs: 10 })
    const second = await startServer({ dataDir, webhooks: QUICK })
    const [one, other] = await heard(receiver, 2)
    expect(other?.messageId).toBe(one?.messageId)
    expect((await settled(inProcess(second), id)).items[0]?.attempts).toMatchObject([
      { error: 'The server stopped before the receiver answered.' },
      { status: 204 },
    ])
  })
})

describe('the server’s own receiver', () => {
  it('gets the messages of translations that name no receiver, in a private network too', async () => {
    const [own, other] = [await startReceiver(), await startReceiver()]
    const ask = inProcess(await startServer({ webhooks: { url: own.url, secret: SECRET } }))
    const { id } = await create(ask, TALK)
    expect(await heard(own)).toMatchObject([{ id }])
    expect(await logOf(ask, id)).not.toHaveProperty('url')
    const refused = await ask('/v1/translations', postJson(asking(other)))
    expect(refused.status).toBe(422)
  })

  it('alone gets the operator’s signature: others have secrets of their own, returned to their creator', async () => {
    const operator = { url: 'https://operator.example/', secret: SECRET }
    const { receiver, server } = await start({ webhooks: { ...QUICK, ...operator }, apiKeys: KEYS })
    const [ann, bob] = KEYS.map(({ key }) => inProcess(server, { 'x-api-key': key })) as [Fetch, Fetch]
    const body = asking(receiver, { secret: undefined })
    const made = [await create(ann, body), await create(ann, body), await create(bob, body)]
    const [first, same, other] = made.map(({ webhookSecret }) => webhookSecret)
    expect(first).toMatch(/^whsec_[\w+/]{43}=$/)
    expect([same === first, other === first]).toEqual([true, false])
    await receiver.count(3)
    const own = receiver.deliveries.filter(({ body: text }) => text.includes(made[2]?.id ?? ''))
    await expect(standardWebhooks(other ?? '').receive(own[0] as never)).resolves.toMatchObject({
      id: made[2]?.id,
    })
    for (const secret of [SECRET, first ?? ''])
      await expect(standardWebhooks(secret).receive(own[0] as never)).rejects.toMatchObject({
        code: 'invalid_signature',
      })
    const shown = await (await ann(`/v1/translations/${made[0]?.id}`)).text()
    expect(shown).not.toContain('whsec_')
  })
})

describe('creating with a webhook', () => {
  it('is refused at once if it could never be delivered', async () => {
    const ask = inProcess(await startServer())
    const secret = SECRET
    const at = (webhook: object) => ask('/v1/translations', postJson({ ...TALK, webhook }))
    for (const [webhook, status, code, pointer] of [
      [{ url: 'http://10.0.0.1/', secret }, 422, 'webhook_forbidden', '/webhook/url'],
      [{ url: 'http://localhost/', secret }, 422, 'webhook_forbidden', '/webhook/url'],
      [{ url: 'ftp://example.com/', secret }, 422, 'webhook_forbidden', '/webhook/url'],
      [{ url: 'https://ann:pw@example.com/', secret }, 422, 'webhook_forbidden', '/webhook/url'],
      [{ url: 'example', secret }, 400, 'invalid_request', '/webhook/url'],
      [{ url: 'https://example.com/', secret: 'hunter2' }, 400, 'invalid_request', '/webhook/secret'],
      [{ url: 'https://example.com/', secret, events: [] }, 400, 'invalid_request', '/webhook/events'],
      [{ url: 'https://example.com/', secret, events: ['x'] }, 400, 'invalid_request', '/webhook/events/0'],
      [{ secret }, 400, 'invalid_request', '/webhook/url'],
    ] as const) {
      const response = await at(webhook)
      const problem = (await response.json()) as { code: string; errors: { pointer: string }[] }
      expect([response.status, problem.code, problem.errors[0]?.pointer]).toEqual([status, code, pointer])
      expect(JSON.stringify(problem)).not.toMatch(/hunter2|pw@/)
    }
  })

  it('never shows the secret again, nor writes it into the log', async () => {
    const lines: string[] = []
    const write = (fields: unknown, message?: string) => void lines.push(JSON.stringify([fields, message]))
    const log = { info: write, warn: write, error: write, debug: write, trace: write, fatal: write }
    const logger = { ...log, level: 'trace', silent() {}, child: () => logger } as never
    const { receiver, ask } = await start({ logger })
    receiver.answers.push(500)
    const created = await ask('/v1/translations', postJson(asking(receiver)))
    const text = await created.text()
    const { id } = JSON.parse(text) as { id: string }
    await heard(receiver, 2)
    const shown = [text]
    for (const path of ['', '/webhooks', '/events']) {
      shown.push(await (await ask(`/v1/translations/${id}${path}`)).text())
    }
    expect(lines.join('\n')).toContain('webhook not delivered yet')
    expect([...shown, ...lines].filter((each) => each.includes(SECRET.slice(6)))).toEqual([])
  })

  it('with a known key creates no second translation, and with another webhook is a different request', async () => {
    const { receiver, ask } = await start()
    const send = (body: object) => ask('/v1/translations', postJson(body, { 'idempotency-key': 'k' }))
    const [one, same] = [await send(asking(receiver)), await send(asking(receiver))]
    expect(await same.json()).toMatchObject({ id: ((await one.json()) as { id: string }).id })
    expect((await send(TALK)).status).toBe(422)
  })
})

describe('the log of webhooks', () => {
  it('is visible only to the translation’s owner', async () => {
    const { receiver, server } = await start({ apiKeys: KEYS })
    const [ann, bob] = KEYS.map(({ key }) => inProcess(server, { 'x-api-key': key })) as [Fetch, Fetch]
    const { id } = await create(ann, asking(receiver))
    await heard(receiver)
    expect((await bob(`/v1/translations/${id}/webhooks`)).status).toBe(404)
    expect((await bob(`/v1/translations/${id}/webhooks/redeliver`, { method: 'POST' })).status).toBe(404)
    expect((await ann(`/v1/translations/${id}/webhooks`)).status).toBe(200)
    expect(receiver.deliveries).toHaveLength(1)
  })

  it('is empty without a receiver, and nothing can be redelivered', async () => {
    const ask = inProcess(await startServer())
    const { id } = await create(ask)
    expect(await logOf(ask, id)).toEqual({ events: [], disabled: false, items: [] })
    const again = await ask(`/v1/translations/${id}/webhooks/redeliver`, { method: 'POST' })
    expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([
      409,
      'nothing_to_redeliver',
    ])
  })

  it('is counted in the metrics', async () => {
    const { receiver, ask } = await start()
    receiver.answers.push(500)
    const { id } = await create(ask, asking(receiver))
    await settled(ask, id)
    const metrics = await (await ask('/metrics')).text()
    expect(metrics).toContain('webhook_attempt_duration_seconds_count{outcome="delivered"} 1')
    expect(metrics).toContain('webhook_attempt_duration_seconds_count{outcome="retried"} 1')
  })

  it('is deleted with the translation, pending messages included', async () => {
    const webhooks = { ...QUICK, retryDelaysMs: [60_000] }
    const { receiver, ask } = await start({ webhooks, engines: [engineOf({ run: async () => ({}) })] })
    await receiver.shut()
    const { id } = await create(ask, asking(receiver))
    // Then no attempt is on its way.
    await vi.waitFor(async () => expect((await logOf(ask, id)).items[0]?.attempts).toHaveLength(1), 60_000)
    await ask(`/v1/translations/${id}`, { method: 'DELETE' })
    expect((await ask(`/v1/translations/${id}/webhooks`)).status).toBe(404)
    await receiver.open()
    const next = await create(ask, asking(receiver))
    expect((await heard(receiver)).map((event) => event.id)).toEqual([next.id])
  })
})

async function start(options: ServerOptions = {}) {
  const receiver = await startReceiver()
  const server = await startServer({ webhooks: QUICK, ...options })
  return { receiver, server, ask: inProcess(server) }
}

function asking({ url }: Receiver, webhook: object = {}) {
  return { ...TALK, webhook: { url, secret: SECRET, ...webhook } }
}

async function heard(receiver: Receiver, deliveries = 1) {
  await receiver.count(deliveries)
  return await receiver.events()
}

async function logOf(ask: Fetch, id: string): Promise<WebhookLog> {
  return (await (await ask(`/v1/translations/${id}/webhooks`)).json()) as WebhookLog
}

/** The log, once nothing is left to be tried. */
async function settled(ask: Fetch, id: string): Promise<WebhookLog> {
  return await vi.waitFor(
    async () => {
      const log = await logOf(ask, id)
      expect(log.items.length).toBeGreaterThan(0)
      expect(log.items.filter(({ state }) => state === 'pending')).toEqual([])
      return log
    },
    { timeout: 60_000, interval: 10 },
  )
}
