import { describe, expect, it } from 'vitest'
import { standardWebhooks } from 'video-translation-client/webhooks'
import { SECRET, startReceiver } from '../../../test/support/receiver.ts'
import type { ClaimedMessage, Receiver } from '../store/outbox.ts'
import type { TranslationRecord } from '../store/records.ts'
import { createReceiverSecrets } from './receiver-secrets.ts'
import { resolveWebhooks, type WebhookSettings } from '../config/webhook-settings.ts'
import { deliver, type DeliveryParts } from './deliver.ts'

const NOW = 10_000
const hooks = standardWebhooks(SECRET, { now: () => NOW })

const task = { id: 'task_1', revision: 1, isStale: false, attempt: 1, artifacts: [], warnings: [] }
const record: TranslationRecord = {
  id: 'tr_1',
  owner: '',
  priority: 0,
  version: 4,
  revision: 1,
  status: 'completed',
  engine: 'e',
  source: { url: 'https://example.com/talk.mp4' },
  options: {},
  cancelRequested: false,
  sourceTask: { ...task, kind: 'source', status: 'completed' },
  targetTasks: [
    {
      ...task,
      kind: 'target',
      language: 'es',
      status: 'completed',
      artifacts: [{ name: 'es.mp4', key: 'k', mediaType: 'video/mp4' }],
    },
  ],
  createdAt: 0,
  updatedAt: 1_000,
}

describe('delivering to a receiver', () => {
  it('sends the translation with fresh links, signed for this moment', async () => {
    const receiver = await startReceiver()
    const told = await attempt({ url: receiver.url, secret: SECRET }, { allowPrivate: true })
    expect(told).toMatchObject({ outcome: 'delivered', attempt: { status: 204, error: undefined } })
    expect(await receiver.events(hooks)).toMatchObject([
      {
        id: 'tr_1',
        version: 4,
        type: 'translation.completed',
        messageId: 'msg_1',
        payload: {
          timestamp: '1970-01-01T00:00:01.000Z',
          data: { targets: [{ artifacts: [{ name: 'es.mp4', url: 'https://me/tr_1/es.mp4' }] }] },
        },
      },
    ])
    expect(receiver.deliveries[0]?.headers).toMatchObject({ 'content-type': 'application/json' })
  })

  it('connects to no private address that a request names, whatever its name resolves to', async () => {
    const receiver = await startReceiver()
    const { port } = new URL(receiver.url)
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    for (const url of [receiver.url, `http://hook.example.com:${port}/`]) {
      const told = await attempt({ url, secret: SECRET }, {}, { resolve })
      expect(told.attempt).toMatchObject({ status: undefined, error: /not a public address/ })
      expect(told.outcome).toHaveProperty('retryAt')
    }
    expect(receiver.deliveries).toEqual([])
  })

  it('resolves the name once and connects to that address', async () => {
    const receiver = await startReceiver()
    let asked = 0
    const resolve = async () => (asked++, [{ address: '127.0.0.1', family: 4 }])
    const url = receiver.url.replace('127.0.0.1', 'hook.example.com')
    await attempt({ url, secret: SECRET }, { allowPrivate: true }, { resolve })
    expect([asked, receiver.deliveries.length]).toEqual([1, 1])
  })

  it('follows no redirect', async () => {
    const [receiver, elsewhere] = [await startReceiver(), await startReceiver()]
    receiver.answers.push({ status: 307, headers: { location: elsewhere.url } })
    const told = await attempt({ url: receiver.url, secret: SECRET }, { allowPrivate: true })
    expect(told.attempt).toMatchObject({
      status: 307,
      error: 'The receiver answered 307; redirects are not followed.',
    })
    expect(elsewhere.deliveries).toEqual([])
  })

  it('reaches the operator’s own receiver in a private network, signed with the server’s secret', async () => {
    const receiver = await startReceiver()
    const told = await attempt({}, { url: receiver.url, secret: SECRET })
    expect(told.outcome).toBe('delivered')
    expect(await receiver.events(hooks)).toHaveLength(1)
  })

  it('signs with a secret of the owner and the URL if the request gave none, never with the operator’s', async () => {
    const receivers = [await startReceiver(), await startReceiver()]
    const operator = { url: 'https://operator.example/', secret: SECRET, allowPrivate: true }
    for (const { url } of receivers) await attempt({ url }, operator)
    const secrets = receivers.map(({ url }) => createReceiverSecrets('of the data folder')('ann', url))
    const verified = async (at: number, secret: string) =>
      await receivers[at]?.events(standardWebhooks(secret, { now: () => NOW })).catch(() => 'refused')
    expect(await verified(0, secrets[0] as string)).toHaveLength(1)
    expect(await verified(1, secrets[1] as string)).toHaveLength(1)
    expect(await verified(0, secrets[1] as string)).toBe('refused')
    expect(await verified(0, SECRET)).toBe('refused')
  })

  it('waits with the next try as long as the receiver asks', async () => {
    const receiver = await startReceiver()
    receiver.answers.push({ status: 429, headers: { 'retry-after': '7' } }, 500)
    const to = { url: receiver.url, secret: SECRET }
    expect((await attempt(to, { allowPrivate: true })).outcome).toEqual({ retryAt: 17_000 })
    expect((await attempt(to, { allowPrivate: true })).outcome).toEqual({ retryAt: 15_000 })
  })

  it('disables a receiver after a 410, and gives up after a day without success', async () => {
    const receiver = await startReceiver()
    receiver.answers.push(410, 500)
    const to = { url: receiver.url, secret: SECRET }
    expect((await attempt(to, { allowPrivate: true })).outcome).toBe('disabled')
    expect((await attempt(to, { allowPrivate: true, giveUpAfterMs: 10_000 })).outcome).toBe('failed')
  })

  it('reports a receiver that does not answer in time, and one that does not exist', async () => {
    const receiver = await startReceiver()
    receiver.answers.push(undefined)
    const to = { url: receiver.url, secret: SECRET }
    const silent = await attempt(to, { allowPrivate: true, timeoutMs: 50 })
    expect(silent.attempt).toMatchObject({
      status: undefined,
      error: 'The receiver did not answer within 0.05 s.',
    })
    await receiver.shut()
    expect((await attempt(to, { allowPrivate: true })).attempt.error).toMatch(/could not be reached/)
  })

  it('lets the next server repeat a delivery that is aborted by a stop', async () => {
    const receiver = await startReceiver()
    receiver.answers.push(undefined)
    const stopping = new AbortController()
    void receiver.count(1).then(() => stopping.abort())
    const to = { url: receiver.url, secret: SECRET }
    const told = await attempt(to, { allowPrivate: true }, {}, stopping.signal)
    expect(told).toMatchObject({ outcome: { retryAt: 10_000 }, attempt: { error: /stopped/ } })
  })

  it('reports a missing setting', async () => {
    expect((await attempt({}, {})).attempt.error).toMatch(/no longer has a receiver/)
  })
})

function attempt(
  receiver: Partial<Receiver>,
  settings: Partial<WebhookSettings>,
  parts: Partial<DeliveryParts> = {},
  stopping = new AbortController().signal,
) {
  const message: ClaimedMessage = {
    lease: { messageId: 'msg_1', worker: 'w', attempt: 1 },
    type: 'translation.completed',
    receiver: { events: [], ...receiver },
    lane: { owner: 'ann', host: '' },
    record,
    tries: 1,
    since: 0,
  }
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  const link = (id: string, name: string) => ({
    url: `https://me/${id}/${name}`,
    urlExpiresAt: '1970-01-02T00:00:00.000Z',
  })
  const defaults = {
    settings: resolveWebhooks(settings, {}),
    secretFor: createReceiverSecrets('of the data folder'),
    link,
    log: silent,
    clock: () => NOW,
    wallClock: () => NOW,
    random: () => 0.5,
  }
  return deliver(message, { ...defaults, ...parts }, stopping)
}
