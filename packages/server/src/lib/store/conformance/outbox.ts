import { expect, it } from 'vitest'
import type { Attempt, ClaimedMessage, Receiver } from '../outbox.ts'
import { type StoreBench, claim, create, LEASE_MS, prepared } from './bench.ts'

const RECEIVER: Receiver = {
  url: 'https://example.com/hook',
  secret: 'whsec_c2VjcmV0',
  events: ['translation.completed', 'translation.partial', 'translation.error', 'translation.canceled'],
}
const CHATTY: Receiver = { events: ['translation.updated', 'translation.completed'] }

export function describeMessages(bench: StoreBench): void {
  it('sends the end of a translation, as it was then, to its receiver', async () => {
    const id = await ended(bench)
    const message = await take(bench)
    const translation = await bench.store.get(id)
    expect(message).toMatchObject({ type: 'translation.completed', receiver: RECEIVER, tries: 1 })
    expect(message.record).toEqual(JSON.parse(JSON.stringify(translation)))
    expect(await bench.store.outbox.claim('d', LEASE_MS)).toBeUndefined()
  })

  it('sends only the requested events', async () => {
    await ended(bench, 'nobody')
    await ended(bench, { events: ['translation.error'] })
    await prepared(bench, { webhook: RECEIVER })
    expect(await bench.store.outbox.nextDue()).toBeUndefined()
    const { translation } = await create(bench, { webhook: RECEIVER })
    await bench.store.cancel(translation.id)
    expect(await take(bench)).toMatchObject({ type: 'translation.canceled', record: { status: 'canceled' } })
  })

  it('keeps the receiver’s secret from readers', async () => {
    const id = await ended(bench)
    const record = await bench.store.get(id)
    expect(JSON.stringify([record, (await take(bench)).record])).not.toContain('c2VjcmV0')
  })

  it('sends each history line if requested, but not mere progress', async () => {
    const id = await prepared(bench, { to: ['es'], webhook: CHATTY })
    const { lease } = await claim(bench)
    await bench.store.advance(lease, { stage: 'translate', progress: 0.5 })
    const version = (await bench.store.get(id))?.version
    await bench.store.advance(lease, { progress: 0.6 })
    expect(await take(bench)).toMatchObject({ type: 'translation.updated', record: { version } })
  })

  it('sends the newest of the undelivered messages', async () => {
    const id = await ended(bench, CHATTY)
    expect(await take(bench)).toMatchObject({ type: 'translation.completed' })
    expect(await statesOf(bench, id)).toEqual(['pending', ...Array(3).fill('superseded')])
  })
}

export function describeDelivery(bench: StoreBench): void {
  it('never sends two messages of one translation at a time, and sends the newer after the older', async () => {
    const id = await prepared(bench, { to: ['es'], webhook: CHATTY })
    const older = await take(bench)
    const { lease } = await claim(bench)
    await bench.store.complete(lease, {})
    expect(await bench.store.outbox.claim('other', LEASE_MS)).toBeUndefined()
    expect(await bench.store.outbox.nextDue()).toBe(bench.now + LEASE_MS)
    expect(await bench.store.outbox.settle(older.lease, failed(bench), { retryAt: bench.now })).toBe(true)
    expect(await take(bench)).toMatchObject({ type: 'translation.completed' })
    expect(await bench.store.outbox.claim('other', LEASE_MS)).toBeUndefined()
    expect(await statesOf(bench, id)).toEqual(['pending', 'superseded', 'superseded', 'superseded'])
  })

  it('gives a message to only one of several simultaneous claims', async () => {
    await ended(bench)
    const claims = ['one', 'other'].map((worker) => bench.store.outbox.claim(worker, LEASE_MS))
    expect((await Promise.all(claims)).filter((claimed) => claimed !== undefined)).toHaveLength(1)
  })

  it('tries again when due, and records every attempt', async () => {
    const id = await ended(bench)
    const first = await take(bench)
    const retryAt = bench.now + 5_000
    await bench.store.outbox.settle(first.lease, { ...failed(bench), status: 500 }, { retryAt })
    expect(await bench.store.outbox.nextDue()).toBe(retryAt)
    expect(await bench.store.outbox.claim('d', LEASE_MS)).toBeUndefined()
    bench.now = retryAt
    const second = await take(bench)
    expect(second).toMatchObject({
      tries: 2,
      since: first.since,
      lease: { messageId: first.lease.messageId },
    })
    await bench.store.outbox.settle(second.lease, delivered(bench), 'delivered')
    expect(await bench.store.outbox.nextDue()).toBeUndefined()
    const log = await bench.store.outbox.log(id)
    expect(log?.messages).toMatchObject([
      {
        state: 'delivered',
        attempts: [
          { status: 500, error: 'No.' },
          { status: 204, at: retryAt },
        ],
      },
    ])
  })
}

export function describeLostDeliverers(bench: StoreBench): void {
  it('gives a message of a lost process to another one, and then only that one can settle it', async () => {
    const id = await ended(bench)
    const lost = await take(bench, 'lost')
    bench.now += LEASE_MS
    const next = await take(bench)
    expect(await bench.store.outbox.settle(lost.lease, delivered(bench), 'delivered')).toBe(false)
    expect(await bench.store.outbox.settle(next.lease, delivered(bench), 'delivered')).toBe(true)
    expect((await bench.store.outbox.log(id))?.messages[0]?.attempts).toHaveLength(1)
  })

  it('returns messages that dead processes were sending', async () => {
    await ended(bench)
    const { lease } = await take(bench, 'dead')
    await bench.store.expireLeases()
    expect((await take(bench)).lease).toMatchObject({ messageId: lease.messageId, attempt: 2 })
  })
}

export function describeLanes(bench: StoreBench): void {
  it('lists the owners of due messages, and filters claims by owner and host', async () => {
    const [one, other] = ['https://one.example/a', 'https://other.example/b'].map((url) => ({
      ...RECEIVER,
      url,
    }))
    const first = await ended(bench, one, 'ann')
    const second = await ended(bench, other, 'ann')
    const third = await ended(bench, { events: RECEIVER.events }, 'bob')
    const { outbox } = bench.store
    expect((await outbox.dueOwners()).sort()).toEqual(['ann', 'bob'])
    const wanted = (owner: string, ...hosts: string[]) => ({ owner, exceptHosts: new Set(hosts) })
    expect(await outbox.claim('d', LEASE_MS, wanted('eve'))).toBeUndefined()
    expect(await outbox.claim('d', LEASE_MS, wanted('ann', 'one.example', 'other.example'))).toBeUndefined()
    const claimed = [
      await outbox.claim('d', LEASE_MS, wanted('ann', 'one.example')),
      await outbox.claim('d', LEASE_MS, wanted('ann')),
      await outbox.claim('d', LEASE_MS, wanted('bob')),
    ]
    expect(claimed.map((message) => message?.record.id)).toEqual([second, first, third])
    expect(claimed.map((message) => message?.lane.host)).toEqual(['other.example', 'one.example', ''])
    expect(await outbox.dueOwners()).toEqual([])
    expect(await outbox.nextDue(bench.now)).toBe(bench.now + LEASE_MS)
    expect(await outbox.nextDue(bench.now + LEASE_MS)).toBeUndefined()
  })
}

export function describeLog(bench: StoreBench): void {
  it('keeps the newest 25 attempts of a message that is redelivered often', async () => {
    const id = await ended(bench)
    for (let count = 1; count <= 40; count++) {
      const { lease } = await take(bench)
      await bench.store.outbox.settle(lease, { at: count, durationMs: 1, status: 500 }, 'failed')
      await bench.store.outbox.redeliver(id)
    }
    const [message] = (await bench.store.outbox.log(id))?.messages ?? []
    expect(message?.attempts.map(({ at }) => at)).toEqual(Array.from({ length: 25 }, (_, at) => at + 16))
  })

  it('keeps the newest fifty messages of a translation with a long history', async () => {
    const id = await prepared(bench, { to: ['es'], webhook: CHATTY })
    const { lease } = await claim(bench)
    for (let count = 0; count < 70; count++)
      await bench.store.advance(lease, { stage: count % 2 === 0 ? 'translate' : 'synthesize' })
    const messages = (await bench.store.outbox.log(id))?.messages ?? []
    expect(messages).toHaveLength(50)
    expect(messages[0]?.version).toBe((await bench.store.get(id))?.version)
  })

  it('deletes messages settled before a time, except the newest of each translation', async () => {
    const id = await prepared(bench, { to: ['es'], webhook: CHATTY })
    const older = await take(bench)
    await bench.store.outbox.settle(older.lease, delivered(bench), 'delivered')
    const task = await claim(bench)
    await bench.store.complete(task.lease, {})
    const newest = await take(bench)
    await bench.store.outbox.settle(newest.lease, delivered(bench), 'delivered')
    const before = await statesOf(bench, id)
    await bench.store.outbox.prune(bench.now)
    expect(await statesOf(bench, id)).toEqual(before)
    bench.now += 1_000
    await bench.store.outbox.prune(bench.now)
    expect((await bench.store.outbox.log(id))?.messages).toMatchObject([{ state: 'delivered', attempts: [] }])
    expect(await bench.store.outbox.redeliver(id)).toBe(true)
  })
}

export function describeRedelivery(bench: StoreBench): void {
  it('sends nothing more about a translation once its receiver is gone, until redelivery', async () => {
    const id = await prepared(bench, { to: ['es'], webhook: CHATTY })
    const { lease } = await take(bench)
    await bench.store.outbox.settle(lease, { ...failed(bench), status: 410 }, 'disabled')
    const task = await claim(bench)
    await bench.store.complete(task.lease, {})
    expect(await bench.store.outbox.nextDue()).toBeUndefined()
    expect(await bench.store.outbox.log(id)).toMatchObject({
      receiver: { disabled: true },
      messages: [{ state: 'disabled' }, { state: 'superseded' }],
    })
    expect(await bench.store.outbox.redeliver(id)).toBe(true)
    expect(await take(bench)).toMatchObject({ lease: { messageId: lease.messageId } })
  })

  it('redelivers the newest message with its id and all its tries', async () => {
    const id = await ended(bench)
    expect(await bench.store.outbox.redeliver('tr_unknown')).toBe(false)
    const { lease } = await take(bench)
    await bench.store.outbox.redeliver(id)
    expect(await bench.store.outbox.claim('d', LEASE_MS)).toBeUndefined()
    await bench.store.outbox.settle(lease, failed(bench), 'failed')
    bench.now += 10
    let due = 0
    bench.store.outbox.onDue(() => due++)
    expect(await bench.store.outbox.redeliver(id)).toBe(true)
    expect(due).toBe(1)
    const again = await take(bench)
    expect(again).toMatchObject({ tries: 1, since: bench.now, lease: { messageId: lease.messageId } })
  })

  it('has nothing to redeliver without a message', async () => {
    const { translation } = await create(bench, { webhook: RECEIVER })
    expect(await bench.store.outbox.redeliver(translation.id)).toBe(false)
    expect(await bench.store.outbox.log(translation.id)).toEqual({ receiver: RECEIVER, messages: [] })
    expect(await bench.store.outbox.log('tr_unknown')).toBeUndefined()
  })

  it('deletes the messages with their translation', async () => {
    const id = await ended(bench)
    const { lease } = await take(bench)
    await bench.store.remove(id)
    expect(await bench.store.outbox.settle(lease, delivered(bench), 'delivered')).toBe(false)
    expect(await bench.store.outbox.log(id)).toBeUndefined()
    expect(await bench.store.outbox.nextDue()).toBeUndefined()
  })
}

/** A translation into one language that has completed. */
async function ended(bench: StoreBench, to: Receiver | 'nobody' = RECEIVER, owner = 'ann'): Promise<string> {
  const id = await prepared(bench, { owner, to: ['es'], ...(to !== 'nobody' && { webhook: to }) })
  const { lease } = await claim(bench)
  await bench.store.complete(lease, { artifacts: [{ name: 'es.mp4', key: 'k', mediaType: 'video/mp4' }] })
  return id
}

async function take({ store }: StoreBench, worker = 'd'): Promise<ClaimedMessage> {
  const message = await store.outbox.claim(worker, LEASE_MS)
  if (message === undefined) throw new Error('no message to claim')
  return message
}

async function statesOf({ store }: StoreBench, id: string): Promise<string[]> {
  return (await store.outbox.log(id))?.messages.map(({ state }) => state) ?? []
}

function delivered({ now }: StoreBench): Attempt {
  return { at: now, durationMs: 3, status: 204 }
}

function failed({ now }: StoreBench): Attempt {
  return { at: now, durationMs: 3, error: 'No.' }
}
