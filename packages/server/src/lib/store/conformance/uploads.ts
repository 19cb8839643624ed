import { expect, it } from 'vitest'
import { type StoreBench, claim, create, REQUEST } from './bench.ts'

export function describeUploads(bench: StoreBench): void {
  it('retires an upload only while no translation uses it, and creates nothing from it afterwards', async () => {
    const { translation } = await create(bench)
    expect(await bench.store.retireUpload('up1')).toBe(false)
    await bench.store.remove(translation.id)
    expect(await bench.store.retireUpload('up1')).toBe(true)
    expect(await bench.store.retireUpload('up1')).toBe(true)
    expect(await bench.store.create(REQUEST)).toBe('upload_removed')
    expect((await bench.store.list({ limit: 10 })).items).toEqual([])
  })

  it('answers a repeated request even if its upload was retired since', async () => {
    const idempotency = { key: 'k', requestHash: 'h' }
    const { translation } = await create(bench, { idempotency })
    await bench.store.retireUpload('up1')
    expect(await create(bench, { idempotency })).toMatchObject({ isNew: false, translation })
  })

  it('lets only one of a create and the removal of its upload succeed', async () => {
    for (let round = 0; round < 20; round++) {
      const source = { upload: `up_${round}`, name: 'talk.mp4', bytes: 10 }
      const makes = () => bench.store.create({ ...REQUEST, source })
      const retires = () => bench.store.retireUpload(source.upload)
      const [one, other] = await Promise.all(round % 2 ? [makes(), retires()] : [retires(), makes()])
      const [created, retired] = typeof one === 'boolean' ? [other, one] : [one, other]
      expect(created === 'upload_removed').toBe(retired)
    }
  })

  it('lists the uploads that translations use', async () => {
    await create(bench)
    await create(bench, { source: { url: 'https://example.com/a.mp4' } })
    const { translation } = await create(bench, { source: { upload: 'up2', name: 'b.mp4', bytes: 1 } })
    expect(await bench.store.uploadsInUse()).toEqual(new Set(['up1', 'up2']))
    await bench.store.remove(translation.id)
    expect(await bench.store.uploadsInUse()).toEqual(new Set(['up1']))
  })

  it('lists the files that a translation refers to, and whether its tasks have ended', async () => {
    const { translation } = await create(bench)
    const source = async () => (await bench.store.fileReferences(translation.id))?.at(0)
    const { lease } = await claim(bench)
    await bench.store.saveCheckpoint(lease, { made: ['a/"x".mp4'] })
    expect(await source()).toMatchObject({ taskId: lease.taskId, isFinal: false })
    const before = await source()
    expect(['a/"x".mp4', 'a/x', 'x'].map((key) => before?.mentions(key))).toEqual([true, false, false])
    const artifacts = [{ name: 'c', key: 'c/es.srt', mediaType: 'text/plain' }]
    await bench.store.complete(lease, { output: { b: 'b/out' }, artifacts })
    const after = await source()
    expect(after?.isFinal).toBe(true)
    expect(['a/"x".mp4', 'b/out', 'c/es.srt', 'c/es'].map((key) => after?.mentions(key))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(await bench.store.fileReferences('tr_none')).toBeUndefined()
  })
}
