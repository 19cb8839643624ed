import { expect, it } from 'vitest'
import type { ClaimedTask } from '../claimed-task.ts'
import { type StoreBench, create, LEASE_MS } from './bench.ts'

export function describeTurns(bench: StoreBench): void {
  it('lets owners take turns, each with the oldest of its tasks', async () => {
    const ids: Record<string, string[]> = {}
    for (const owner of ['ann', 'ann', 'ann', 'bob', 'bob', 'cid']) {
      const { translation } = await create(bench, { owner })
      ;(ids[owner] ??= []).push(translation.id)
    }
    const claimed = await bench.store.claimMany('w', ['e'], LEASE_MS, 10)
    const rest = await bench.store.claimMany('w', ['e'], LEASE_MS, 10)
    const all = [...claimed, ...rest]
    expect(all.map(({ owner }) => owner)).toEqual(['ann', 'bob', 'cid', 'ann', 'bob', 'ann'])
    for (const [owner, own] of Object.entries(ids)) expect(idsOf(all, owner)).toEqual(own)
  })

  it('delays the job of one owner by at most one task of another with a thousand jobs', async () => {
    await Promise.all(Array.from({ length: 1_000 }, () => create(bench, { owner: 'bob', to: ['es'] })))
    for (let count = 0; count < 10; count++) expect(await ownerOf(bench)).toBe('bob')
    await create(bench, { owner: 'ann' })
    expect(await ownerOf(bench)).toBe('ann')
    expect(await ownerOf(bench)).toBe('bob')
    await create(bench, { owner: 'ann' })
    expect([await ownerOf(bench), await ownerOf(bench)].toSorted()).toEqual(['ann', 'bob'])
  })

  it('counts every kind of task as a turn: targets, released tasks and retries', async () => {
    for (const owner of ['ann', 'bob']) await create(bench, { owner, to: ['es', 'fr'] })
    const [ann, bob] = (await bench.store.claimMany('w', ['e'], LEASE_MS, 2)) as [ClaimedTask, ClaimedTask]
    await bench.store.complete(ann.lease, {})
    await bench.store.release(bob.lease)
    expect(await ownerOf(bench)).toBe('ann')
    const again = await claimOne(bench)
    expect(again.owner).toBe('bob')
    await bench.store.fail(again.lease, { code: 'busy', message: 'Later.' }, 500)
    expect(await ownerOf(bench)).toBe('ann')
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
    bench.now += 500
    expect(await ownerOf(bench)).toBe('bob')
  })
}

export function describeLines(bench: StoreBench): void {
  it('skips owners whose tasks were canceled or removed', async () => {
    for (const owner of ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus']) {
      const { translation } = await create(bench, { owner })
      if (owner < 'd') await bench.store.cancel(translation.id)
      else if (owner < 'g') await bench.store.remove(translation.id)
    }
    expect(await ownerOf(bench)).toBe('gus')
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
    expect(await bench.store.dueInMs(['e'])).toBe(LEASE_MS)
  })

  it('keeps a queue for each engine', async () => {
    await create(bench, { owner: 'ann', engine: 'other' })
    await create(bench, { owner: 'ann' })
    await create(bench, { owner: 'bob' })
    const other = await bench.store.claim('w', ['other'], LEASE_MS)
    expect(other).toMatchObject({ owner: 'ann', engine: 'other' })
    expect([await ownerOf(bench), await ownerOf(bench)]).toEqual(['ann', 'bob'])
  })

  it('gives each task to one of several workers, and each owner its share', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => create(bench, { owner: index % 4 === 0 ? 'ann' : 'bob' })),
    )
    const claims = Array.from({ length: 20 }, (_, worker) => bench.store.claim(`w${worker}`, ['e'], LEASE_MS))
    const claimed = (await Promise.all(claims)).filter((one) => one !== undefined)
    expect(new Set(claimed.map(({ lease }) => lease.taskId)).size).toBe(20)
    expect(idsOf(claimed, 'ann')).toHaveLength(10)
  })
}

async function claimOne({ store }: StoreBench): Promise<ClaimedTask> {
  const claimed = await store.claim('w', ['e'], LEASE_MS)
  if (claimed === undefined) throw new Error('nothing to claim')
  return claimed
}

async function ownerOf(bench: StoreBench): Promise<string> {
  return (await claimOne(bench)).owner
}

function idsOf(claimed: ClaimedTask[], owner: string): string[] {
  return claimed.filter((one) => one.owner === owner).map(({ translationId }) => translationId)
}
