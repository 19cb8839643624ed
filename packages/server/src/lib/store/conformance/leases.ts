import { expect, it } from 'vitest'
import { type StoreBench, claim, create, LEASE_MS, prepared, REQUEST, typesOf } from './bench.ts'

export function describeLeases(bench: StoreBench): void {
  it('gives a task to another worker when its lease ran out, with the checkpoint, and only then', async () => {
    const { translation } = await create(bench)
    const dead = await claim(bench, 'dead')
    await bench.store.saveCheckpoint(dead.lease, { at: 'transcribe' })
    bench.now += LEASE_MS - 1
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
    bench.now += 1
    const taken = await claim(bench, 'w')
    expect(taken).toMatchObject({ recovered: true, checkpoint: { at: 'transcribe' }, lease: { attempt: 2 } })
    expect(await typesOf(bench, translation.id)).toEqual(['created', 'started', 'recovered'])
  })

  it('lets a worker that lost its lease change nothing', async () => {
    const { translation } = await create(bench)
    const { lease } = await claim(bench, 'dead')
    bench.now += LEASE_MS
    await claim(bench, 'w')
    const before = await bench.store.get(translation.id)
    expect(await bench.store.heartbeat(lease, LEASE_MS)).toBe('lost')
    expect(await bench.store.advance(lease, { progress: 1 })).toBe(false)
    expect(await bench.store.saveCheckpoint(lease, { stolen: true })).toBe(false)
    expect(await bench.store.complete(lease, { output: 'stolen' })).toBe(false)
    expect(await bench.store.fail(lease, { code: 'x', message: 'x' })).toBe(false)
    expect(await bench.store.release(lease)).toBe(false)
    expect(await bench.store.settleCanceled(lease)).toBe(false)
    expect(await bench.store.get(translation.id)).toEqual(before)
  })

  it('keeps a task with a worker that sends heartbeats', async () => {
    await create(bench)
    const { lease } = await claim(bench)
    bench.now += LEASE_MS - 1
    expect(await bench.store.heartbeat(lease, LEASE_MS)).toBe('ok')
    bench.now += LEASE_MS - 1
    expect(await bench.store.claim('other', ['e'], LEASE_MS)).toBeUndefined()
  })
}

export function describeLostWorkers(bench: StoreBench): void {
  it('gives up on a task when its worker dies every time', async () => {
    const { translation } = await create(bench)
    for (let tries = 0; tries < REQUEST.maxAttempts; tries++) {
      await claim(bench)
      bench.now += LEASE_MS
    }
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
    expect(await bench.store.get(translation.id)).toMatchObject({
      status: 'error',
      error: { code: 'worker_lost' },
    })
  })

  it('does not count a death after new progress, however often it happens', async () => {
    await create(bench)
    for (let stage = 0; stage < 2 * REQUEST.maxAttempts; stage++) {
      const { lease, checkpoint } = await claim(bench)
      expect(checkpoint).toBe(stage === 0 ? undefined : stage - 1)
      await bench.store.saveCheckpoint(lease, stage)
      bench.now += LEASE_MS
    }
    for (let tries = 1; tries <= REQUEST.maxAttempts; tries++) {
      expect(await claim(bench)).toMatchObject({ tries, recovered: true })
      bench.now += LEASE_MS
    }
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
  })

  it('can end all leases at once, after which a live worker must send a heartbeat', async () => {
    await create(bench)
    const { lease } = await claim(bench, 'dead')
    expect(await bench.store.expireLeases()).toBe(1)
    expect(await bench.store.dueInMs(['e'])).toBe(0)
    expect(await claim(bench, 'w')).toMatchObject({ recovered: true })
    expect(await bench.store.heartbeat(lease, LEASE_MS)).toBe('lost')
  })

  it('does not count an attempt that was released, but never uses its number again', async () => {
    await create(bench)
    const { lease } = await claim(bench)
    await bench.store.saveCheckpoint(lease, 1)
    expect(await bench.store.release(lease)).toBe(true)
    const again = await claim(bench)
    expect(again).toMatchObject({ tries: 1, checkpoint: 1, recovered: false, lease: { attempt: 2 } })
  })
}

export function describeCanceling(bench: StoreBench): void {
  it('ends at once when no worker has started', async () => {
    const { translation } = await create(bench)
    const canceled = await bench.store.cancel(translation.id)
    expect(canceled).toMatchObject({ status: 'canceled', error: { code: 'canceled' }, finishedAt: bench.now })
    expect(await bench.store.cancel(translation.id)).toEqual(canceled)
    expect(await bench.store.cancel('tr_none')).toBeUndefined()
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
  })

  it('is final only when the worker has settled, and keeps completed targets', async () => {
    const id = await prepared(bench)
    const [es, fr] = [await claim(bench), await claim(bench)]
    await bench.store.complete(es.lease, {})
    expect(await bench.store.cancel(id)).toMatchObject({ status: 'running', cancelRequested: true })
    expect(await bench.store.heartbeat(fr.lease, LEASE_MS)).toBe('canceled')
    await bench.store.settleCanceled(fr.lease)
    expect(await bench.store.get(id)).toMatchObject({ status: 'partial', error: { code: 'canceled' } })
    expect((await typesOf(bench, id)).slice(-3)).toEqual(['cancel_requested', 'canceled fr', 'partial'])
  })

  it('cancels instead of retrying or releasing', async () => {
    const id = await prepared(bench)
    const [es, fr] = [await claim(bench), await claim(bench)]
    await bench.store.cancel(id)
    await bench.store.fail(es.lease, { code: 'x', message: 'x' }, 0)
    await bench.store.release(fr.lease)
    expect(await bench.store.get(id)).toMatchObject({ status: 'canceled' })
  })

  it('ends a canceled task of a dead worker when its lease runs out', async () => {
    const { translation } = await create(bench)
    await claim(bench)
    await bench.store.cancel(translation.id)
    bench.now += LEASE_MS
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
    expect((await bench.store.get(translation.id))?.status).toBe('canceled')
  })
}

export function describeMissingEngines(bench: StoreBench): void {
  it('ends tasks of a killed worker at once, even without their engine', async () => {
    const { translation } = await create(bench)
    await claim(bench, 'dead')
    await bench.store.expireLeases()
    expect(await bench.store.noteMissingEngines(['other'])).toEqual(new Map([['e', 1]]))
    await bench.store.noteMissingEngines(['other'])
    expect(await bench.store.noteMissingEngines(['e', 'other'])).toEqual(new Map())
    expect(await typesOf(bench, translation.id)).toEqual(['created', 'started', 'waiting'])
    expect(await bench.store.cancel(translation.id)).toMatchObject({ status: 'canceled' })
  })

  it('changes nothing of those that it has noted, however often it looks, and counts them', async () => {
    for (let at = 0; at < 3; at++) await create(bench)
    await bench.store.noteMissingEngines(['other'])
    let changes = 0
    bench.store.onChange(() => changes++)
    await create(bench)
    expect(await bench.store.noteMissingEngines(['other'])).toEqual(new Map([['e', 4]]))
    // The new one: its creation and its note.
    expect(changes).toBe(2)
  })

  it('leaves the rest to the next start when it is stopped', async () => {
    const stopping = new AbortController()
    for (let at = 0; at < 60; at++) await create(bench, { source: { url: 'https://host.example/' } })
    let events = 0
    bench.store.onChange(() => {
      events++
      stopping.abort()
    })
    await bench.store.noteMissingEngines(['other'], stopping.signal)
    expect(events).toBe(50)
    await bench.store.noteMissingEngines(['other'])
    expect(events).toBe(60)
  })

  it('continues translations that waited for their engine', async () => {
    await create(bench)
    await bench.store.noteMissingEngines(['other'])
    expect(await claim(bench)).toMatchObject({ tries: 1 })
  })
}

export function describeRemoval(bench: StoreBench): void {
  it('removes a translation with all of its rows', async () => {
    const idempotency = { key: 'k', requestHash: 'h' }
    const { translation } = await create(bench, { idempotency })
    const { lease } = await claim(bench)
    expect(await bench.store.remove(translation.id)).toBe(true)
    expect(await bench.store.remove(translation.id)).toBe(false)
    expect(await bench.store.heartbeat(lease, LEASE_MS)).toBe('lost')
    expect(await bench.store.events(translation.id)).toEqual([])
    expect(await create(bench, { idempotency })).toMatchObject({ isNew: true })
  })

  it('lists ended translations past their retention', async () => {
    const { translation } = await create(bench, { expiresAt: bench.now })
    expect(await bench.store.expired(bench.now, 10)).toEqual([])
    await bench.store.cancel(translation.id)
    expect(await bench.store.expired(bench.now - 1, 10)).toEqual([])
    expect(await bench.store.expired(bench.now, 10)).toEqual([translation.id])
  })

  it('does not revise a translation past its retention, which is being deleted', async () => {
    const { translation } = await create(bench, { expiresAt: bench.now + 1 })
    await bench.store.cancel(translation.id)
    const languages = ['es']
    bench.now++
    expect(await bench.store.revise(translation.id, { again: languages, expiresAt: bench.now + 9 })).toBe(
      undefined,
    )
    expect(await bench.store.expired(bench.now, 10)).toEqual([translation.id])
  })
}
