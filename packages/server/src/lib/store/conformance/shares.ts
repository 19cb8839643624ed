import { expect, it } from 'vitest'
import type { ClaimedTask } from '../claimed-task.ts'
import type { NewTranslation } from '../store.ts'
import { claim, create, LEASE_MS, prepared, type StoreBench } from './bench.ts'

const DAY_MS = 24 * 3600_000

async function claimOwners({ store }: StoreBench, count: number): Promise<string[]> {
  const owners: string[] = []
  for (let each = 0; each < count; each++)
    owners.push((await store.claim('w', ['e'], LEASE_MS))?.owner ?? 'nobody')
  return owners
}

async function createMany(bench: StoreBench, owner: string, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => create(bench, { owner, to: ['es'] })))
}

/** How owners share the workers, what limits them, and what they are told. */
export function describeOwners(bench: StoreBench): void {
  describeShares(bench)
  describeLimits(bench)
  describeUsage(bench)
  describeStoredSources(bench)
  describeSpentMinutes(bench)
  describeWaitingMinutes(bench)
  describeMinutesAtOnce(bench)
  describePlaces(bench)
}

function describeShares(bench: StoreBench): void {
  it('gives an owner as many tasks for one of another as its share, one by one and at once', async () => {
    await bench.store.owners.setLimits('ann', { share: 3 })
    for (const owner of ['ann', 'bob']) await createMany(bench, owner, 20)
    // A new owner starts next; then the first one goes on with its turn.
    expect(await claimOwners(bench, 2)).toEqual(['ann', 'bob'])
    expect(await claimOwners(bench, 7)).toEqual(['ann', 'ann', 'bob', 'ann', 'ann', 'ann', 'bob'])
    const claimed = await bench.store.claimMany('w', ['e'], LEASE_MS, 8)
    expect(claimed.filter(({ owner }) => owner === 'ann')).toHaveLength(6)
  })

  it('goes on with an owner whose share was lowered below what its turn has taken', async () => {
    await bench.store.owners.setLimits('ann', { share: 10 })
    for (const owner of ['ann', 'bob']) await createMany(bench, owner, 20)
    await bench.store.claimMany('w', ['e'], LEASE_MS, 1)
    await bench.store.claimMany('w', ['e'], LEASE_MS, 1)
    for (let count = 0; count < 3; count++) await claimOwners(bench, 1)
    await bench.store.owners.setLimits('ann', { share: 2 })
    expect(new Set(await claimOwners(bench, 6))).toEqual(new Set(['ann', 'bob']))
  })

  it('goes on in the middle of a turn after a claim of several tasks', async () => {
    await bench.store.owners.setLimits('ann', { share: 4 })
    for (const owner of ['ann', 'bob']) await createMany(bench, owner, 20)
    await bench.store.claimMany('w', ['e'], LEASE_MS, 2)
    expect(await claimOwners(bench, 4)).toEqual(['bob', 'ann', 'ann', 'bob'])
  })

  it('lets an owner with one job start next, however large the share of one with many', async () => {
    await bench.store.owners.setLimits('ann', { share: 1_000 })
    await createMany(bench, 'ann', 100)
    expect(new Set(await claimOwners(bench, 10))).toEqual(new Set(['ann']))
    await create(bench, { owner: 'bob', to: ['es'] })
    expect(await claimOwners(bench, 2)).toEqual(['bob', 'ann'])
  })

  it('claims the tasks of an owner by priority, then by age, and lets nobody overtake others so', async () => {
    const ids: string[] = []
    for (const priority of [0, 5, 9, 5])
      ids.push((await create(bench, { owner: 'ann', to: ['es'], priority })).translation.id)
    const { translation } = await create(bench, { owner: 'bob', to: ['es'] })
    const claimed = await bench.store.claimMany('w', ['e'], LEASE_MS, 5)
    claimed.push(...(await bench.store.claimMany('w', ['e'], LEASE_MS, 5)))
    const [first, second, third, fourth] = ids
    expect(claimed.map(({ translationId }) => translationId)).toEqual([
      third,
      translation.id,
      second,
      fourth,
      first,
    ])
    expect(await bench.store.get(third ?? '')).toMatchObject({ priority: 9 })
  })
}

function describeLimits(bench: StoreBench): void {
  it('keeps the limits of owners until they are replaced', async () => {
    const { owners } = bench.store
    expect(await owners.limits('ann')).toEqual({})
    const limits = { share: 2, maxRunning: 3, minutesPerDay: 4.5, maxBytes: 2 ** 40, retentionMs: 5_000 }
    await owners.setLimits('ann', limits)
    expect(await owners.limits('ann')).toEqual(limits)
    await owners.setLimits('ann', { maxRunning: 1 })
    expect(await owners.limits('ann')).toMatchObject({ share: undefined, maxRunning: 1 })
    expect(await owners.withLimits()).toEqual(['ann'])
  })

  it('runs no more tasks of an owner at once than it may, and goes on when one has ended', async () => {
    await bench.store.owners.setLimits('ann', { maxRunning: 2 })
    await createMany(bench, 'ann', 5)
    const claimed = await bench.store.claimMany('w', ['e'], LEASE_MS, 10)
    expect(claimed).toHaveLength(2)
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
    // Nobody asks again and again meanwhile, also after another create.
    await createMany(bench, 'ann', 1)
    expect(await bench.store.dueInMs(['e'])).toBeGreaterThan(0)
    let wakes = 0
    bench.store.onDue(() => wakes++)
    const [first, second] = claimed as [ClaimedTask, ClaimedTask]
    await bench.store.fail(first.lease, { code: 'broken', message: 'Broken.' })
    expect(wakes).toBe(1)
    expect(await bench.store.dueInMs(['e'])).toBe(0)
    expect(await claimOwners(bench, 2)).toEqual(['ann', 'nobody'])
    await bench.store.cancel(second.translationId)
    await bench.store.settleCanceled(second.lease)
    expect(await claimOwners(bench, 2)).toEqual(['ann', 'nobody'])
  })

  it('does not let an owner at its limit hold up others', async () => {
    await bench.store.owners.setLimits('ann', { maxRunning: 1 })
    await createMany(bench, 'ann', 30)
    for (const owner of ['bob', 'cid']) await createMany(bench, owner, 2)
    expect(await claimOwners(bench, 6)).toEqual(['ann', 'bob', 'cid', 'bob', 'cid', 'nobody'])
  })

  it('counts a limit that was raised from the next claim on', async () => {
    await bench.store.owners.setLimits('ann', { maxRunning: 1 })
    await createMany(bench, 'ann', 4)
    expect(await claimOwners(bench, 2)).toEqual(['ann', 'nobody'])
    await bench.store.owners.setLimits('ann', { maxRunning: 3 })
    expect(await claimOwners(bench, 3)).toEqual(['ann', 'ann', 'nobody'])
  })

  it('looks again after a while at an owner at its limit, in case the end of a task went unnoticed', async () => {
    await bench.store.owners.setLimits('ann', { maxRunning: 1 })
    await createMany(bench, 'ann', 2)
    const { translationId } = await claim(bench)
    expect(await claimOwners(bench, 1)).toEqual(['nobody'])
    await bench.store.remove(translationId)
    bench.now += 5_000
    expect(await claimOwners(bench, 1)).toEqual(['ann'])
  })
}

function describeUsage(bench: StoreBench): void {
  it('starts no source beyond the minutes of a day, finishes those that were counted, and goes on the next day', async () => {
    await bench.store.owners.setLimits('ann', { minutesPerDay: 10 })
    await createMany(bench, 'ann', 3)
    const first = await claim(bench)
    await bench.store.complete(first.lease, { source: { durationSeconds: 600 } })
    expect(await bench.store.owners.secondsToday('ann')).toBe(600)
    const target = await claim(bench)
    expect([target.kind, target.translationId]).toEqual(['target', first.translationId])
    expect(await claimOwners(bench, 1)).toEqual(['nobody'])
    await bench.store.complete(target.lease, {})
    expect(await claimOwners(bench, 1)).toEqual(['nobody'])
    bench.now += DAY_MS
    expect(await claimOwners(bench, 1)).toEqual(['ann'])
    expect(await bench.store.owners.secondsToday('ann')).toBe(0)
  })

  it('sums up what an owner runs, has waiting and has stored', async () => {
    const id = await prepared(bench, { owner: 'ann', to: ['es', 'fr'] })
    const { lease } = await claim(bench)
    const artifacts = [{ name: 'es.mp4', mediaType: 'video/mp4', key: 'k', bytes: 500 }]
    await bench.store.complete(lease, { artifacts })
    await create(bench, { owner: 'bob' })
    const usage = { running: 0, waiting: 1, secondsToday: 0, bytes: 510 }
    expect(await bench.store.owners.usage('ann')).toEqual(usage)
    await bench.store.remove(id)
    expect(await bench.store.owners.usage('ann')).toEqual({ ...usage, waiting: 0, bytes: 0 })
  })

  it('forgets what was used long ago', async () => {
    const { lease } = await (async () => (await create(bench), await claim(bench)))()
    await bench.store.complete(lease, { source: { durationSeconds: 60 } })
    await bench.store.owners.removeUsageBefore(bench.now)
    expect(await bench.store.owners.secondsToday('ann')).toBe(60)
    await bench.store.owners.removeUsageBefore(bench.now + DAY_MS)
    expect(await bench.store.owners.secondsToday('ann')).toBe(0)
  })
}

function describeStoredSources(bench: StoreBench): void {
  it('counts the file of a source once: an upload, what was fetched from a URL, and a part of either', async () => {
    const bytesWith = async (source: NewTranslation['source'], bytes: number) => {
      const { translation } = await create(bench, { owner: 'ann', source })
      const { lease } = await claim(bench)
      const file = {
        name: 'source.mp4',
        mediaType: 'video/mp4',
        key: 'k',
        playback: 'source' as const,
        bytes,
      }
      await bench.store.complete(lease, { source: { bytes: 70 }, playback: [file] })
      const usage = await bench.store.owners.usage('ann')
      await bench.store.remove(translation.id)
      return usage.bytes
    }
    const upload = { upload: 'up_1', name: 'a.mp4', bytes: 70 }
    expect(await bytesWith(upload, 70)).toBe(70)
    expect(await bytesWith(upload, 30)).toBe(100)
    const url = { url: 'https://host/a.mp4' }
    expect(await bytesWith(url, 70)).toBe(70)
    expect(await bytesWith(url, 30)).toBe(30)
  })
}

function describeSpentMinutes(bench: StoreBench): void {
  it('lets others go on behind owners without minutes whose next task is not for this worker', async () => {
    for (const owner of ['a', 'b', 'c', 'd', 'f']) {
      await bench.store.owners.setLimits(owner, { minutesPerDay: 1 })
      await createMany(bench, owner, 2)
    }
    for (let owner = 0; owner < 5; owner++) {
      const { lease } = await claim(bench)
      await bench.store.complete(lease, { source: { durationSeconds: 60 } })
    }
    for (let owner = 0; owner < 5; owner++) {
      const { kind, lease } = await claim(bench)
      expect(kind).toBe('target')
      await bench.store.fail(lease, { code: 'broken', message: 'Broken.' }, DAY_MS / 2)
    }
    await createMany(bench, 'zoe', 2)
    expect(await claimOwners(bench, 2)).toEqual(['zoe', 'zoe'])
    bench.now += DAY_MS / 2 - 1
    expect(await bench.store.claimMany('w', ['e'], LEASE_MS, 4)).toHaveLength(2)
  })

  it('brings back an owner without minutes for targets that are added or approved', async () => {
    await bench.store.owners.setLimits('ann', { minutesPerDay: 10 })
    const review = { stages: ['translation' as const], approved: [] }
    const { translation } = await create(bench, { to: ['es'], review })
    await createMany(bench, 'ann', 1)
    await bench.store.complete((await claim(bench)).lease, { source: { durationSeconds: 600 } })
    await bench.store.complete((await claim(bench)).lease, { pausedAfter: 'translate' })
    expect(await claimOwners(bench, 1)).toEqual(['nobody'])
    await bench.store.approve(translation.id, { stage: 'translation' })
    await bench.store.complete((await claim(bench)).lease, {})
    expect(await claimOwners(bench, 1)).toEqual(['nobody'])
    let wakes = 0
    bench.store.onDue(() => wakes++)
    await bench.store.revise(translation.id, { again: [], add: ['fr'] })
    expect(wakes).toBe(1)
    expect(await claim(bench)).toMatchObject({ language: 'fr' })
  })
}

function describeWaitingMinutes(bench: StoreBench): void {
  it('asks for nothing while an owner without minutes waits for a retry, and then claims that', async () => {
    const RETRY_MS = 400_000
    await bench.store.owners.setLimits('ann', { minutesPerDay: 1 })
    await createMany(bench, 'ann', 1)
    const { lease, translationId } = await claim(bench)
    await bench.store.advance(lease, { durationSeconds: 600 })
    await createMany(bench, 'ann', 3)
    await bench.store.fail(lease, { code: 'busy', message: 'Busy.' }, RETRY_MS)
    expect(await claimOwners(bench, 1)).toEqual(['nobody'])
    expect(await bench.store.dueInMs(['e'])).toBe(RETRY_MS)
    bench.now += RETRY_MS
    expect(await claim(bench)).toMatchObject({ translationId })
  })
}

function describeMinutesAtOnce(bench: StoreBench): void {
  const claimAll = () => bench.store.claimMany('w', ['e'], LEASE_MS, 4)
  const claimOne = async (): Promise<ClaimedTask> => {
    const [claimed, ...others] = await claimAll()
    expect(others).toEqual([])
    return claimed as ClaimedTask
  }

  it('starts a source once the length of the one before is known', async () => {
    await bench.store.owners.setLimits('ann', { minutesPerDay: 10 })
    await createMany(bench, 'ann', 4)
    await createMany(bench, 'bob', 1)
    const [first, bob, ...others] = await claimAll()
    expect([first?.owner, bob?.owner, others]).toEqual(['ann', 'bob', []])
    expect(await claimAll()).toEqual([])
    await bench.store.advance((first as ClaimedTask).lease, { durationSeconds: 500 })
    expect(await bench.store.owners.secondsToday('ann')).toBe(500)
    const second = await claimOne()
    await bench.store.advance(second.lease, { durationSeconds: 200 })
    expect(await claimAll()).toEqual([])
  })

  it('goes on with a source that was counted, and corrects its minutes', async () => {
    await bench.store.owners.setLimits('ann', { minutesPerDay: 10 })
    await createMany(bench, 'ann', 2)
    const first = await claimOne()
    await bench.store.advance(first.lease, { durationSeconds: 700 })
    await bench.store.handOn(first.lease, 'transcribe')
    expect(await bench.store.claimMany('w', ['e'], LEASE_MS, 4, { needs: ['render'] })).toEqual([])
    const again = await claimOne()
    expect(again.translationId).toBe(first.translationId)
    await bench.store.complete(again.lease, { source: { durationSeconds: 650 } })
    expect(await bench.store.owners.secondsToday('ann')).toBe(650)
    expect((await claimOne()).kind).toBe('target')
  })
}

function describePlaces(bench: StoreBench): void {
  const queueOf = async (id: string) => (await bench.store.get(id))?.queue

  it('tells the owner of a waiting translation its place, and of a started one nothing', async () => {
    const [first, second] = [await create(bench), await create(bench)].map(
      ({ translation }) => translation.id,
    )
    await create(bench, { owner: 'bob' })
    expect(await queueOf(first ?? '')).toMatchObject({ reason: 'worker', position: 1 })
    expect(await queueOf(second ?? '')).toMatchObject({ reason: 'worker', position: 2 })
    await claim(bench)
    expect(await queueOf(first ?? '')).toBeUndefined()
    bench.now += 3_000
    expect(await queueOf(second ?? '')).toMatchObject({ position: 1 })
    await bench.store.cancel(second ?? '')
    expect(await queueOf(second ?? '')).toBeUndefined()
  })

  it('tells when it will start, by the pace of the last claims', async () => {
    for (let count = 0; count < 6; count++) await create(bench)
    const last = await create(bench)
    for (let count = 0; count < 3; count++) {
      await bench.store.claim('w', ['e'], 3600_000)
      bench.now += 60_000
    }
    expect(await queueOf(last.translation.id)).toMatchObject({ position: 4, expectedStartMs: 180_000 })
  })

  it('tells which limit it waits for', async () => {
    await bench.store.owners.setLimits('ann', { maxRunning: 1, minutesPerDay: 1 })
    await create(bench, { to: ['es'] })
    const { translation } = await create(bench, { to: ['es'] })
    const { lease } = await claim(bench)
    expect(await queueOf(translation.id)).toMatchObject({ reason: 'concurrency', limit: 1, position: 1 })
    await bench.store.complete(lease, { source: { durationSeconds: 61 } })
    bench.now += 3_000
    expect(await queueOf(translation.id)).toMatchObject({ reason: 'daily_minutes', limit: 1 })
    expect((await queueOf(translation.id))?.expectedStartMs).toBe(DAY_MS - 3_000)
  })
}
