import { expect, it } from 'vitest'
import { type StoreBench, claim, create, LEASE_MS, prepared } from './bench.ts'

export function describeOddValues(bench: StoreBench): void {
  it('takes fractions of a millisecond and of a byte', async () => {
    const source = { upload: 'up1', name: 'a.mp4', bytes: 10.4 }
    const { translation } = await create(bench, { source, expiresAt: bench.now + 0.5 })
    const again = await bench.store.claim('w', ['e'], LEASE_MS + 0.5)
    if (again === undefined) throw new Error('nothing to claim')
    expect(await bench.store.heartbeat(again.lease, LEASE_MS + 0.25)).toBe('ok')
    await bench.store.fail(again.lease, { code: 'busy', message: 'Later.' }, 0.5)
    bench.now += 1
    const { lease } = await claim(bench)
    await bench.store.complete(lease, { source: { bytes: 99.6, durationSeconds: 1.5 } })
    const found = await bench.store.get(translation.id)
    expect(found?.source).toMatchObject({ bytes: 100, durationSeconds: 1.5 })
  })

  it('takes fractions of a millisecond from a deliverer', async () => {
    const events = ['translation.canceled' as const]
    const { translation } = await create(bench, { webhook: { events } })
    await bench.store.cancel(translation.id)
    const message = await bench.store.outbox.claim('d', LEASE_MS + 0.5)
    if (message === undefined) throw new Error('nothing to deliver')
    const attempt = { at: bench.now + 0.5, durationMs: 3.7, status: 500 }
    await bench.store.outbox.settle(message.lease, attempt, { retryAt: bench.now + 5.5 })
    const log = await bench.store.outbox.log(translation.id)
    expect(log?.messages[0]?.attempts).toMatchObject([{ durationMs: 4, status: 500 }])
  })

  it('never refuses a text for a NUL character or half of a surrogate pair in it', async () => {
    const odd = 'a\u0000b\ud83d'
    const { translation } = await create(bench, { reference: odd, options: { odd } })
    expect((await bench.store.list({ limit: 10, text: 'a\u0000' })).items).toHaveLength(1)
    const { lease, options } = await claim(bench)
    expect(options).toEqual({ odd })
    expect(await bench.store.saveCheckpoint(lease, { odd })).toBe(true)
    expect(await bench.store.fail(lease, { code: 'odd', message: odd })).toBe(true)
    expect(await bench.store.get(translation.id)).toMatchObject({ error: { code: 'odd', message: odd } })
  })

  it('gives every node of a database the same secret', async () => {
    const [one, other] = await Promise.all(['one', 'other'].map((each) => bench.store.sharedSecret(each)))
    expect(one).toBe(other)
    expect(['one', 'other']).toContain(one)
    expect(await bench.store.sharedSecret('late')).toBe(one)
  })

  it('reads hundreds of translations at once, in the order asked', async () => {
    const made = await Promise.all(Array.from({ length: 300 }, () => create(bench, { to: ['es'] })))
    const ids = made.map(({ translation }) => translation.id).toReversed()
    expect((await bench.store.getMany(ids)).map(({ id }) => id)).toEqual(ids)
    await prepared(bench)
    expect((await bench.store.versions(ids)).size).toBe(300)
  })
}
