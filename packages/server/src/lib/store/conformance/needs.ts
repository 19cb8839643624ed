import { expect, it } from 'vitest'
import type { ClaimedTask } from '../claimed-task.ts'
import { claim, create, LEASE_MS, type StoreBench, typesOf } from './bench.ts'

const SPEECH = 'transcribe from=de'
const RENDER = 'render'

export function describeNeeds(bench: StoreBench): void {
  it('gives a worker only tasks whose next step it can do', async () => {
    const needs = { source: SPEECH, targets: [RENDER, ''] }
    const { translation } = await create(bench, { needs })
    await create(bench, { owner: 'bob' })
    expect(await claimFor(bench, [RENDER])).toEqual([])
    const claimed = await claimFor(bench, [SPEECH, RENDER])
    expect(claimed).toMatchObject([{ translationId: translation.id, needs: SPEECH }])
    for (const { lease } of claimed) await bench.store.complete(lease, {})
    expect((await claimFor(bench, [RENDER])).map(({ language }) => language)).toEqual(['es'])
    expect((await claimFor(bench, [''])).map(({ owner }) => owner).toSorted()).toEqual(['ann', 'bob'])
  })

  it('finds the one task that a worker can do behind many owners with others', async () => {
    for (let owner = 0; owner < 12; owner++)
      await create(bench, { owner: `o${owner}`, needs: { source: SPEECH, targets: [] } })
    const { translation } = await create(bench, { owner: 'z', needs: { source: RENDER, targets: [] } })
    expect(await claimFor(bench, [RENDER])).toMatchObject([{ translationId: translation.id }])
    expect(await bench.store.claimMany('w', ['e'], LEASE_MS, 20)).toHaveLength(12)
  })

  it('says what the tasks need, and when the first of each kind is due', async () => {
    await create(bench, { needs: { source: SPEECH, targets: [] } })
    await create(bench, { needs: { source: SPEECH, targets: [] } })
    await create(bench, { needs: { source: RENDER, targets: [] } })
    await create(bench, { engine: 'other' })
    await claimFor(bench, [RENDER])
    expect(new Set(await bench.store.needsInLine(['e', 'other', 'none']))).toEqual(
      new Set([
        { engine: 'e', needs: SPEECH, dueInMs: 0 },
        { engine: 'e', needs: RENDER, dueInMs: LEASE_MS },
        { engine: 'other', needs: '', dueInMs: 0 },
      ]),
    )
  })
  describeExceptions(bench)
}

function describeExceptions(bench: StoreBench): void {
  it('leaves waiting tasks alone, but claims others', async () => {
    for (const [owner, source] of [
      ['ann', SPEECH],
      ['ann', RENDER],
      ['bob', SPEECH],
    ] as const)
      await create(bench, { owner, needs: { source, targets: [] } })
    const [failed] = await bench.store.claimMany('w', ['e'], LEASE_MS, 1)
    if (failed === undefined) throw new Error('nothing was claimed')
    await bench.store.fail(failed.lease, { code: 'busy', message: 'Later.' }, 0)
    const claimOthers = async (...needs: string[]) => {
      const which = { ...(needs.length > 0 && { needs }), except: [failed.lease.taskId] }
      return (await bench.store.claimMany('v', ['e'], LEASE_MS, 8, which)).map(({ owner }) => owner)
    }
    expect((await claimOthers(SPEECH, RENDER)).toSorted()).toEqual(['ann', 'bob'])
    expect(await claimOthers(SPEECH)).toEqual([])
    expect(await claimOthers()).toEqual([])
    expect(await claimFor(bench, [SPEECH])).toMatchObject([{ translationId: failed.translationId, tries: 2 }])
  })

  it('leaves a source alone whose minutes were counted', async () => {
    await bench.store.owners.setLimits('ann', { minutesPerDay: 10 })
    await create(bench, { owner: 'ann', needs: { source: SPEECH, targets: [] } })
    const { lease } = await claim(bench)
    await bench.store.advance(lease, { durationSeconds: 60 })
    await bench.store.fail(lease, { code: 'busy', message: 'Later.' }, 0)
    const except = [lease.taskId]
    expect(await bench.store.claimMany('v', ['e'], LEASE_MS, 8, { except })).toEqual([])
    expect(await claimFor(bench, [SPEECH])).toHaveLength(1)
  })
}

export function describeHandingOn(bench: StoreBench): void {
  it('hands a task on with its checkpoint, at no cost, and only for the holder of the lease', async () => {
    const { translation } = await create(bench)
    const { lease } = await claim(bench, 'one')
    await bench.store.saveCheckpoint(lease, { at: 'prepare' })
    expect(await bench.store.handOn(lease, SPEECH)).toBe(true)
    expect(await bench.store.handOn(lease, RENDER)).toBe(false)
    expect(await claimFor(bench, [RENDER])).toEqual([])
    const [taken] = await claimFor(bench, [SPEECH])
    expect(taken).toMatchObject({ tries: 1, recovered: false, needs: SPEECH, checkpoint: { at: 'prepare' } })
    expect(await typesOf(bench, translation.id)).toEqual(['created', 'started', 'handed_on', 'started'])
  })

  it('gives a task of a lost worker only to one that can do its next step', async () => {
    await create(bench, { needs: { source: SPEECH, targets: [] } })
    await claimFor(bench, [SPEECH])
    bench.now += LEASE_MS
    expect(await claimFor(bench, [RENDER])).toEqual([])
    expect(await claimFor(bench, [SPEECH])).toMatchObject([{ recovered: true }])
  })

  it('tries a task again where it may need something else than before', async () => {
    await create(bench, { needs: { source: SPEECH, targets: [] } })
    const [first] = await claimFor(bench, [SPEECH])
    const failure = { code: 'busy', message: 'Later.' }
    expect(first && (await bench.store.fail(first.lease, failure, 500, RENDER))).toBe(true)
    expect(await bench.store.needsInLine(['e'])).toEqual([{ engine: 'e', needs: RENDER, dueInMs: 500 }])
    bench.now += 600
    expect(await bench.store.needsInLine(['e'])).toEqual([{ engine: 'e', needs: RENDER, dueInMs: -100 }])
    expect(await claimFor(bench, [SPEECH])).toEqual([])
    expect(await claimFor(bench, [RENDER])).toMatchObject([{ tries: 2, needs: RENDER }])
  })

  it('cancels a task instead of handing it on', async () => {
    const { translation } = await create(bench)
    const { lease } = await claim(bench)
    await bench.store.cancel(translation.id)
    await bench.store.handOn(lease, SPEECH)
    expect(await bench.store.get(translation.id)).toMatchObject({ status: 'canceled' })
  })
}

async function claimFor({ store }: StoreBench, needs: string[]): Promise<ClaimedTask[]> {
  return await store.claimMany('w', ['e'], LEASE_MS, 8, { needs })
}
