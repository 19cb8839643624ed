import { expect, it } from 'vitest'
import { type Bench, create, REQUEST } from './bench.ts'

export function describeUploads(bench: Bench): void {
  it('retires an upload only while no translation uses it, and creates nothing from it afterwards', async () => {
    const { translation } = await create(bench)
    expect(await bench.store.retireUpload('up1')).toBe(false)
    await bench.store.remove(translation.id)
    expect(await bench.store.retireUpload('up1')).toBe(true)
    expect(await bench.store.retireUpload('up1')).toBe(true)
    expect(await bench.store.create(REQUEST)).toBe('upload_removed')
    expect((await bench.store.list({ limit: 10 })).items).toEqual([])
  })

  it('answers a repeated request though its upload was retired since', async () => {
    const idempotency = { key: 'k', requestHash: 'h' }
    const { translation } = await create(bench, { idempotency })
    await bench.store.retireUpload('up1')
    expect(await create(bench, { idempotency })).toMatchObject({ isNew: false, translation })
  })

  it('lets one win of a create and the removal of its upload at once', async () => {
    for (let round = 0; round < 20; round++) {
      const source = { upload: `up_${round}`, name: 'talk.mp4', bytes: 10 }
      const makes = () => bench.store.create({ ...REQUEST, source })
      const retires = () => bench.store.retireUpload(source.upload)
      const [one, other] = await Promise.all(round % 2 ? [makes(), retires()] : [retires(), makes()])
      const [created, retired] = typeof one === 'boolean' ? [other, one] : [one, other]
      expect(created === 'upload_removed').toBe(retired)
    }
  })
}
