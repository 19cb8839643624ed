import { expect, it } from 'vitest'
import type { ClaimedSideTask, NewSideTask, WaitingSideTask } from '../side-task-store.ts'
import { LEASE_MS, prepared, type StoreBench } from './bench.ts'

const MORE = { owner: 'ann', kind: 'preview', engine: 'e', needs: '', request: {} } as const
const FILE = { name: 'source.720p.mp4', key: 'k', mediaType: 'video/mp4', bytes: 9 } as const

async function added(bench: StoreBench, more: Partial<NewSideTask> = {}): Promise<string> {
  const translationId = more.translationId ?? (await prepared(bench))
  const task = { id: `pv_${translationId}`, kind: 'preview', owner: 'ann', engine: 'e', needs: '' } as const
  const wanted = { ...task, translationId, request: { text: 'Hola' }, ...more }
  return (await bench.store.sideTasks.add(wanted, Infinity))?.id ?? 'none'
}

async function nextOf(
  { store }: StoreBench,
  kind: 'preview' | 'proxy' = 'preview',
): Promise<WaitingSideTask> {
  const [task] = await waitingOf(store, kind)
  if (task === undefined) throw new Error('nothing waits')
  return task
}

async function claimOf({ store }: StoreBench, task: WaitingSideTask): Promise<ClaimedSideTask> {
  const claimed = await store.sideTasks.claim(task, 'w', LEASE_MS)
  if (typeof claimed !== 'object') throw new Error('not claimed')
  return claimed
}

async function waitingOf({ sideTasks }: StoreBench['store'], kind: 'preview' | 'proxy') {
  return await sideTasks.waiting(kind, await sideTasks.waitingNeeds(kind, ['e']))
}

/** Work beside translations. */
export function describeSideTasks(bench: StoreBench): void {
  it('side work is done by one worker, and its translation stays as it is', async () => {
    const { sideTasks } = bench.store
    const id = await added(bench)
    const waiting = await nextOf(bench)
    const both = await Promise.all(['w', 'v'].map((name) => sideTasks.claim(waiting, name, LEASE_MS)))
    const [claimed, ...others] = both.filter((each) => typeof each === 'object')
    expect(others).toEqual([])
    expect(claimed).toMatchObject({ id, status: 'running', request: { text: 'Hola' } })
    expect(await waitingOf(bench.store, 'preview')).toEqual([])
    const before = await bench.store.get(claimed?.translationId ?? '')
    const { bytes } = await bench.store.owners.usage('ann')
    const spoken = { result: { clip: 'k' }, bytes: 1000 }
    expect(claimed && (await sideTasks.settle(claimed.lease, spoken))).toBe(true)
    expect((await bench.store.owners.usage('ann')).bytes).toBe(bytes + 1000)
    expect(await sideTasks.find(id)).toMatchObject({ status: 'completed', result: { clip: 'k' } })
    expect(await bench.store.get(before?.id ?? '')).toEqual(before)
    expect(claimed && (await sideTasks.settle(claimed.lease, { result: 'late' }))).toBe(false)
  })

  it('what side work made can be made again, and a second request does not disturb that', async () => {
    const { sideTasks } = bench.store
    const id = await added(bench)
    await sideTasks.settle((await claimOf(bench, await nextOf(bench))).lease, { result: 1 })
    const task = { id, owner: 'ann', kind: 'preview' } as const
    expect(await sideTasks.restart(task, 1)).toBe(true)
    const { lease } = await claimOf(bench, await nextOf(bench))
    expect(await sideTasks.restart(task, 1)).toBe(true)
    expect(await sideTasks.settle(lease, { result: 2 })).toBe(true)
    await added(bench)
    expect(await sideTasks.restart(task, 1)).toBe(false)
    expect(await sideTasks.find(id)).toMatchObject({ status: 'completed' })
  })

  it('side work of a lost worker is taken over, and ends when it kills every worker', async () => {
    const { sideTasks } = bench.store
    const id = await added(bench)
    const first = await claimOf(bench, await nextOf(bench))
    for (let attempt = 2; attempt <= 3; attempt++) {
      bench.now += LEASE_MS
      expect(await sideTasks.claim(await nextOf(bench), `w${attempt}`, LEASE_MS)).toMatchObject({
        lease: { attempt },
      })
    }
    expect(await sideTasks.heartbeat(first.lease, LEASE_MS)).toBe(false)
    const { translationId } = first
    const more = { ...MORE, id: 'pv_more', translationId }
    expect(await sideTasks.add(more, 1)).toBeUndefined()
    bench.now += LEASE_MS
    expect(await sideTasks.claim(await nextOf(bench), 'w4', LEASE_MS)).toBe('ended')
    expect(await sideTasks.find(id)).toMatchObject({ status: 'error', error: { code: 'worker_lost' } })
    expect(await sideTasks.add(more, 1)).toBeDefined()
    await sideTasks.remove(more.id)
    await added(bench, { id, translationId })
    expect(await nextOf(bench)).toMatchObject({ id, tries: 0 })
  })
  describeWaiting(bench)
}

function describeWaiting(bench: StoreBench): void {
  it('an owner has no more than allowed, however many are asked for at once', async () => {
    const { sideTasks } = bench.store
    const translationId = await prepared(bench)
    const task = { ...MORE, translationId }
    const ask = async (owner: string) =>
      await Promise.all(
        Array.from({ length: 6 }, (_, at) => sideTasks.add({ ...task, id: `pv_${owner}${at}`, owner }, 4)),
      )
    const asked = await Promise.all([ask('ann'), ask('bob')])
    expect(asked.map((each) => each.filter((one) => one !== undefined).length)).toEqual([4, 4])
    // One that is known takes no more room.
    expect(await sideTasks.add({ ...task, id: asked[0]?.find((one) => one)?.id ?? '' }, 4)).toBeDefined()
    await expect(
      sideTasks.add({ ...task, kind: 'proxy', id: 'px_1', owner: 'ann' }, 1),
    ).resolves.toBeDefined()
  })

  it('side work that is given back costs no try, however often', async () => {
    const { sideTasks } = bench.store
    const id = await added(bench)
    for (let attempt = 1; attempt <= 4; attempt++) {
      const claimed = await claimOf(bench, await nextOf(bench))
      expect(claimed).toMatchObject({ lease: { attempt, tries: 1 } })
      expect(await sideTasks.settle(claimed.lease, 'released')).toBe(true)
    }
    expect(await sideTasks.find(id)).toMatchObject({ status: 'pending' })
  })

  it('side work waits once for each owner, and only where a worker can do it', async () => {
    const { sideTasks } = bench.store
    const translationId = await added(bench, { needs: 'render' }).then(
      async (id) => (await sideTasks.find(id))?.translationId ?? '',
    )
    for (const [at, owner] of ['ann', 'ann', 'bob'].entries()) {
      bench.now += 1
      await added(bench, { id: `pv_${at}`, owner, translationId })
    }
    expect(await sideTasks.waitingNeeds('preview', ['e', 'f'])).toHaveLength(2)
    const waiting = await sideTasks.waiting('preview', [{ engine: 'e', needs: '' }])
    expect(waiting.map(({ id, owner }) => [id, owner])).toEqual([
      ['pv_0', 'ann'],
      ['pv_2', 'bob'],
    ])
    expect(await sideTasks.waiting('preview', [])).toEqual([])
  })

  it('what has waited the longest is looked at first, whatever it needs', async () => {
    const { sideTasks } = bench.store
    const translationId = await prepared(bench)
    const needs = ['c', 'a', 'd', 'b', 'a']
    for (const [at, need] of needs.entries()) {
      bench.now += 1
      await added(bench, { id: `pv_${at}`, needs: need, translationId })
    }
    const found = await sideTasks.waitingNeeds('preview', ['e'])
    expect(found.map((each) => each.needs)).toEqual(['c', 'a', 'd', 'b'])
  })
}

/** What side work leaves behind. */
export function describeSideResults(bench: StoreBench): void {
  it('a copy of a source is listed in its translation, which has not begun again', async () => {
    const { sideTasks } = bench.store
    await added(bench, { kind: 'proxy', needs: 'render' })
    const waiting = await nextOf(bench, 'proxy')
    expect(await waitingOf(bench.store, 'preview')).toEqual([])
    const claimed = await claimOf(bench, waiting)
    const before = await bench.store.get(claimed.translationId)
    await sideTasks.settle(claimed.lease, { result: FILE, playback: { ...FILE, playback: 'proxy' } })
    const after = await bench.store.get(claimed.translationId)
    expect(after?.sourceTask.artifacts).toMatchObject([{ name: 'source.720p.mp4', playback: 'proxy' }])
    expect(after).toMatchObject({ version: (before?.version ?? 0) + 1, status: before?.status })
    expect(await bench.store.events(claimed.translationId)).not.toContainEqual(
      expect.objectContaining({ version: after?.version }),
    )
  })

  it('previews are removed after a while, and all side work with its translation', async () => {
    const { sideTasks } = bench.store
    const id = await added(bench)
    expect(await sideTasks.previewsBefore(bench.now, 10)).toEqual([])
    bench.now += 1
    expect(await sideTasks.previewsBefore(bench.now, 10)).toEqual([id])
    expect(await sideTasks.previewsBefore(bench.now, 10, 1)).toEqual([])
    await sideTasks.remove(id)
    expect(await sideTasks.find(id)).toBeUndefined()
    const other = await added(bench, { kind: 'proxy' })
    await bench.store.remove((await sideTasks.find(other))?.translationId ?? '')
    expect(await sideTasks.find(other)).toBeUndefined()
  })

  it('a preview that failed and is asked for again is kept as long as a new one', async () => {
    const { sideTasks } = bench.store
    const id = await added(bench)
    const { lease, translationId } = await claimOf(bench, await nextOf(bench))
    await sideTasks.settle(lease, { error: { code: 'worker_lost', message: 'It is gone.' } })
    bench.now += 1_000
    await added(bench, { id, translationId })
    expect(await sideTasks.previewsBefore(bench.now, 10)).toEqual([])
  })
  describeRemains(bench)
}

async function endUnclaimed({ store: { sideTasks } }: StoreBench, before: number): Promise<void> {
  for (const proxy of await sideTasks.unclaimedProxies(before)) await sideTasks.endUnclaimedProxy(proxy)
}

function describeRemains(bench: StoreBench): void {
  it('a copy that no worker can make ends after a while, and can be asked for again', async () => {
    const { sideTasks } = bench.store
    const id = await added(bench, { kind: 'proxy', needs: 'render' })
    const preview = await added(bench)
    bench.now += 1_000
    await endUnclaimed(bench, bench.now - 1_000)
    expect(await sideTasks.find(id)).toMatchObject({ status: 'pending' })
    await endUnclaimed(bench, bench.now - 999)
    expect(await sideTasks.find(id)).toMatchObject({ status: 'error', error: { code: 'no_worker' } })
    expect(await sideTasks.find(preview)).toMatchObject({ status: 'pending' })
    const { translationId = '' } = (await sideTasks.find(id)) ?? {}
    await added(bench, { id, kind: 'proxy', needs: 'render', translationId })
    await endUnclaimed(bench, bench.now - 999)
    expect(await nextOf(bench, 'proxy')).toMatchObject({ id })
  })

  it('a copy whose worker was lost ends too, if no other takes it over', async () => {
    const { sideTasks } = bench.store
    await added(bench, { kind: 'proxy', needs: 'render' })
    const { id, translationId, lease } = await claimOf(bench, await nextOf(bench, 'proxy'))
    bench.now += LEASE_MS
    expect(await sideTasks.unclaimedProxies(bench.now)).toEqual([])
    expect(await sideTasks.find(id)).toMatchObject({ status: 'running' })
    bench.now += 1
    const [unclaimed] = await sideTasks.unclaimedProxies(bench.now)
    expect(unclaimed).toMatchObject({ id, translationId, attempt: 1 })
    expect(await sideTasks.heartbeat(lease, LEASE_MS)).toBe(true)
    expect(unclaimed && (await sideTasks.endUnclaimedProxy(unclaimed))).toBe(false)
    bench.now += LEASE_MS + 1
    await endUnclaimed(bench, bench.now)
    expect(await sideTasks.find(id)).toMatchObject({ status: 'error', error: { code: 'no_worker' } })
    expect(await sideTasks.heartbeat(lease, LEASE_MS)).toBe(false)
    expect(await waitingOf(bench.store, 'proxy')).toEqual([])
  })

  it('files that stay count to the owner until the translation is removed', async () => {
    const { sideTasks, owners } = bench.store
    const id = await added(bench)
    const { translationId = '' } = (await sideTasks.find(id)) ?? {}
    await sideTasks.countKept(translationId, 500)
    await sideTasks.countKept(translationId, 70.4)
    await sideTasks.countKept('tr_gone', 70)
    await sideTasks.remove(id)
    const { bytes } = await owners.usage('ann')
    const without = (await bench.store.get(translationId))?.source.bytes ?? 0
    expect(bytes - without).toBe(570)
    await bench.store.remove(translationId)
    expect((await owners.usage('ann')).bytes).toBe(0)
  })
}
