import { expect, it } from 'vitest'
import { type Bench, claim, create, prepared } from './bench.ts'

export function describeHints(bench: Bench): void {
  it('tells of each change after it can be read, until nobody listens', async () => {
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

  it('tells when a task may be due: made, prepared, released, to be tried again', async () => {
    let due = 0
    bench.store.onDue(() => due++)
    await prepared(bench, { to: ['es'] })
    expect(due).toBe(2)
    await bench.store.release((await claim(bench)).lease)
    expect(due).toBe(3)
    await bench.store.fail((await claim(bench)).lease, { code: 'x', message: 'x' }, 0)
    expect(due).toBe(4)
  })

  it('tells whoever has a task at work that it is not wanted any more: canceled or removed', async () => {
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

  it('answers when asked whether it can, and does not once it is closed', async () => {
    await expect(bench.store.ping()).resolves.toBeUndefined()
    await bench.store.close()
    await expect(bench.store.ping()).rejects.toThrow()
  })
}
