import { expect, it } from 'vitest'
import { type StoreBench, claim, create, prepared } from './bench.ts'

export function describeHints(bench: StoreBench): void {
  it('announces each change after it can be read, until the listener leaves', async () => {
    const heard: [string, number | undefined, number | undefined][] = []
    const reads: Promise<void>[] = []
    const off = bench.store.onChange((id, version) => {
      const read = async () => void heard.push([id, version, (await bench.store.get(id))?.version])
      reads.push(read())
    })
    const { translation } = await create(bench)
    await Promise.all(reads)
    await bench.store.cancel(translation.id)
    await Promise.all(reads)
    await bench.store.remove(translation.id)
    await Promise.all(reads)
    off()
    await create(bench)
    const { id } = translation
    expect(heard).toEqual([
      [id, 1, 1],
      [id, 2, 2],
      [id, undefined, undefined],
    ])
  })

  it('announces that a task may be due: created, prepared, released or to be retried', async () => {
    let due = 0
    bench.store.onDue(() => due++)
    await prepared(bench, { to: ['es'] })
    expect(due).toBe(2)
    await bench.store.release((await claim(bench)).lease)
    expect(due).toBe(3)
    await bench.store.fail((await claim(bench)).lease, { code: 'x', message: 'x' }, 0)
    expect(due).toBe(4)
  })

  it('announces that a translation is not wanted any more: canceled or removed', async () => {
    const heard: string[] = []
    bench.store.onUnwanted((id) => heard.push(id))
    const id = await prepared(bench)
    expect(heard).toEqual([])
    await bench.store.cancel(id)
    await bench.store.cancel(id)
    expect(heard).toEqual([id])
    await bench.store.remove(id)
    await bench.store.remove(id)
    expect(heard).toEqual([id, id])
  })

  it('answers a ping until it is closed', async () => {
    await expect(bench.store.ping()).resolves.toBeUndefined()
    await bench.store.close()
    await expect(bench.store.ping()).rejects.toThrow()
  })
}
