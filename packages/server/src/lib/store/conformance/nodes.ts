import { expect, it } from 'vitest'
import { claim, create, type StoreBench } from './bench.ts'

const DAY_MS = 24 * 3600_000

export function describeNodes(bench: StoreBench): void {
  it('knows the nodes, what each says about itself, and when it was last seen', async () => {
    const { nodes } = bench.store
    await nodes.register({ id: 'n1', role: 'worker', description: { packs: ['kokoro'] } })
    bench.now += 1_000
    await nodes.register({ id: 'n2', role: 'api', description: {} })
    await nodes.register({ id: 'n1', role: 'worker', description: { packs: [] } })
    bench.now += 500
    expect(await nodes.beat('n2')).toBe(true)
    expect(await nodes.beat('n3')).toBe(false)
    const [one, other, ...more] = await nodes.list()
    expect(one).toMatchObject({ id: 'n1', role: 'worker', description: { packs: [] }, silentMs: 500 })
    expect(other).toMatchObject({ id: 'n2', silentMs: 0, startedAt: bench.now - 500, hasStopped: false })
    expect(more).toEqual([])
  })

  it('counts the running tasks of each worker', async () => {
    for (const id of ['w', 'idle']) await bench.store.nodes.register({ id, role: 'worker', description: {} })
    await create(bench)
    await create(bench)
    await claim(bench, 'w')
    const { lease } = await claim(bench, 'w')
    await bench.store.complete(lease, {})
    const running = (await bench.store.nodes.list()).map((node) => [node.id, node.running])
    expect(running).toEqual([
      ['idle', 0],
      ['w', 1],
    ])
  })

  it('remembers a node that stopped for a day, and that it came back', async () => {
    const { nodes } = bench.store
    await nodes.register({ id: 'n1', role: 'all', description: {} })
    await nodes.retire('n1')
    expect(await nodes.list()).toMatchObject([{ id: 'n1', hasStopped: true }])
    expect(await nodes.beat('n1')).toBe(true)
    expect(await nodes.list()).toMatchObject([{ id: 'n1', hasStopped: false }])
    bench.now += DAY_MS + 1
    expect(await nodes.list()).toEqual([])
    await nodes.register({ id: 'n2', role: 'all', description: {} })
    expect(await nodes.beat('n1')).toBe(false)
  })
}
