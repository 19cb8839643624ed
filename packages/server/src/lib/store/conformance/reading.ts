import { expect, it } from 'vitest'
import { type StoreBench, claim, create, prepared, REQUEST, typesOf } from './bench.ts'

export function describeCreate(bench: StoreBench): void {
  it('creates a pending translation with a task for the source and for each target', async () => {
    const { translation, isNew } = await create(bench, { reference: 'r1', from: 'en', expiresAt: 5 })
    expect(isNew).toBe(true)
    expect(translation).toMatchObject({
      version: 1,
      status: 'pending',
      owner: 'ann',
      reference: 'r1',
      from: 'en',
    })
    expect(translation.id).toMatch(/^tr_[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(translation.source).toEqual({ upload: 'up1', name: 'talk.mp4', bytes: 10 })
    expect(translation.targetTasks.map(({ language, status }) => [language, status])).toEqual([
      ['es', 'pending'],
      ['fr', 'pending'],
    ])
    expect(await bench.store.get(translation.id)).toEqual({ ...translation, queue: expect.anything() })
    expect(await typesOf(bench, translation.id)).toEqual(['created'])
  })

  it('gives the credentials of a URL only to the worker', async () => {
    const { translation } = await create(bench, { source: { url: 'https://ann:pw@host/a%20b.mp4?x=1' } })
    expect(translation.source).toEqual({ url: 'https://host/a%20b.mp4?x=1', name: 'a b.mp4' })
    expect((await claim(bench)).source).toEqual({ url: 'https://ann:pw@host/a%20b.mp4?x=1' })
  })

  it('takes the name from a URL that ends in a file name', async () => {
    for (const [path, name] of [
      ['..%2f..%2fetc%2fpasswd', 'passwd'],
      ['a%00%0D%0Ab.mp4', 'ab.mp4'],
      ['%2e%2e%2f', undefined],
    ]) {
      const { translation } = await create(bench, { source: { url: `https://host/${path}` } })
      expect(translation.source.name, path).toBe(name)
    }
  })

  it('answers a repeated request with the first translation', async () => {
    const idempotency = { key: 'k', requestHash: 'h' }
    const [first, second] = await Promise.all([
      create(bench, { idempotency }),
      create(bench, { idempotency }),
    ])
    bench.now += 48 * 3_600_000
    const third = await create(bench, { idempotency })
    expect([first.isNew, second.isNew].toSorted()).toEqual([false, true])
    expect(third.isNew).toBe(false)
    expect(new Set([first, second, third].map(({ translation }) => translation.id)).size).toBe(1)
  })

  it('refuses a key of another request, and separates the keys of owners', async () => {
    await create(bench, { idempotency: { key: 'k', requestHash: 'h' } })
    const other = { ...REQUEST, idempotency: { key: 'k', requestHash: 'other' } }
    expect(await bench.store.create(other)).toBe('key_reused')
    expect(await create(bench, { owner: 'bob', idempotency: other.idempotency })).toMatchObject({
      isNew: true,
    })
  })
}

export function describeReading(bench: StoreBench): void {
  it('shows an owner only their own translations', async () => {
    const { translation } = await create(bench)
    expect(await bench.store.get(translation.id, 'ann')).toBeDefined()
    expect(await bench.store.get(translation.id, 'bob')).toBeUndefined()
    expect(await bench.store.get('tr_none')).toBeUndefined()
  })

  it('returns many in the requested order, without those that do not exist', async () => {
    const ids = [(await create(bench)).translation.id, (await create(bench)).translation.id]
    const many = await bench.store.getMany([ids[1] ?? '', 'tr_none', ids[0] ?? ''])
    expect(many.map(({ id }) => id)).toEqual([ids[1], ids[0]])
    expect(await bench.store.getMany([])).toEqual([])
  })

  it('returns the versions of many without reading their rows', async () => {
    const id = await prepared(bench)
    const { translation } = await create(bench)
    const asked = [id, 'tr_none', translation.id]
    const expected = [
      [id, 3],
      [translation.id, 1],
    ]
    expect([...(await bench.store.versions(asked))].toSorted()).toEqual(expected)
    expect(await bench.store.versions([])).toEqual(new Map())
  })
}

export function describeListing(bench: StoreBench): void {
  it('lists the newest first, page by page', async () => {
    const made: string[] = []
    for (let index = 0; index < 5; index++) made.push((await create(bench)).translation.id)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await bench.store.list({ limit: 2, cursor })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(seen).toEqual(made.toReversed())
  })

  it('reads a translation during its removal as present or gone, never as damaged', async () => {
    for (let steps = 0; steps < 100; steps++) {
      const { id } = (await create(bench)).translation
      const reading = bench.store.get(id)
      for (let step = 0; step < steps; step++) await Promise.resolve()
      await Promise.all([reading, bench.store.remove(id)])
      expect(await bench.store.get(id)).toBeUndefined()
    }
  })

  it('filters by owner, status, engine, reference and text', async () => {
    const { translation } = await create(bench, { reference: 'Order_7', engine: 'x' })
    await create(bench, { owner: 'bob', source: { upload: 'u', name: '100% Élan.mov', bytes: 1 } })
    const count = async (filter: object) => (await bench.store.list({ limit: 10, ...filter })).items.length
    expect(await count({ owner: 'bob' })).toBe(1)
    expect(await count({ status: ['pending', 'running'] })).toBe(2)
    expect(await count({ status: ['completed'] })).toBe(0)
    expect(await count({ engine: 'x' })).toBe(1)
    expect(await count({ reference: 'Order_7' })).toBe(1)
    expect(await count({ text: 'order_' })).toBe(1)
    expect(await count({ text: '0%' })).toBe(1)
    expect(await count({ text: '_%' })).toBe(0)
    expect(await count({ text: 'ÉLAN' })).toBe(1)
    expect(await count({ text: translation.id.slice(3) })).toBe(1)
  })

  it('counts translations by status, and tasks that wait for a worker', async () => {
    await prepared(bench)
    await create(bench)
    expect(await bench.store.counts()).toEqual({
      translations: { running: 1, pending: 1 },
      queue: { worker: 3, retry: 0, source: 2 },
      running: {},
      webhooks: { now: 0, later: 0 },
    })
    await claim(bench)
    const { lease } = await claim(bench)
    await bench.store.fail(lease, { code: 'x', message: 'x' }, 60_000)
    const { queue, running } = await bench.store.counts()
    expect([queue, running]).toEqual([{ worker: 1, retry: 1, source: 2 }, { e: 1 }])
  })
}
