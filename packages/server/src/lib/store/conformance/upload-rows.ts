import { expect, it } from 'vitest'
import { create, type StoreBench } from './bench.ts'

const UPLOAD = { id: 'up_a', owner: 'ann', size: 10, metadata: { filename: 'talk.mp4' } }

function segment(start: number, bytes: number, key = `k${start}`) {
  return { start, bytes, key }
}

export function describeUploadSegments(bench: StoreBench): void {
  const uploads = () => bench.store.uploads

  it('keeps an upload and its segments in the order of their bytes', async () => {
    await uploads().create(UPLOAD)
    expect(await uploads().get('up_a')).toEqual({ ...UPLOAD, arrived: 0 })
    expect(await uploads().append('up_a', segment(0, 4))).toBe(true)
    expect(await uploads().append('up_a', segment(4, 6))).toBe(true)
    expect(await uploads().get('up_a')).toMatchObject({ arrived: 10 })
    expect(await uploads().segments('up_a')).toEqual([segment(0, 4), segment(4, 6)])
    expect(await uploads().get('up_none')).toBeUndefined()
  })

  it('adds a segment only at the end of the bytes, and none beyond the declared size', async () => {
    await uploads().create(UPLOAD)
    await uploads().append('up_a', segment(0, 4))
    for (const wrong of [segment(0, 4, 'again'), segment(3, 2), segment(5, 1), segment(4, 7)])
      expect(await uploads().append('up_a', wrong)).toBe(false)
    expect(await uploads().append('up_none', segment(0, 1))).toBe(false)
    expect(await uploads().segments('up_a')).toEqual([segment(0, 4)])
  })

  it('lets one of many writers at the same offset win', async () => {
    await uploads().create(UPLOAD)
    const writers = Array.from({ length: 8 }, (_, index) => segment(0, index + 1, `k${index}`))
    const won = await Promise.all(writers.map((each) => uploads().append('up_a', each)))
    const winner = writers[won.indexOf(true)]
    expect(won.filter(Boolean)).toHaveLength(1)
    expect(await uploads().segments('up_a')).toEqual([winner])
    expect(await uploads().get('up_a')).toMatchObject({ arrived: winner?.bytes })
  })
}

export function describeUploadRows(bench: StoreBench): void {
  const uploads = () => bench.store.uploads

  it('takes the size of an upload once, and none that is too small', async () => {
    await uploads().create({ ...UPLOAD, size: undefined })
    await uploads().append('up_a', segment(0, 4))
    expect(await uploads().declare('up_a', 3)).toBe(false)
    expect(await uploads().declare('up_a', 5)).toBe(true)
    expect(await uploads().declare('up_a', 6)).toBe(false)
    expect(await uploads().get('up_a')).toMatchObject({ size: 5, arrived: 4 })
  })

  it('counts the uploads of an owner that no translation uses, with their declared or arrived bytes', async () => {
    expect(await uploads().usage('ann')).toEqual({ count: 0, bytes: 0 })
    await uploads().create(UPLOAD)
    await uploads().create({ ...UPLOAD, id: 'up_b', size: undefined })
    await uploads().append('up_b', segment(0, 3))
    await uploads().create({ ...UPLOAD, id: 'up_c', owner: 'bob' })
    expect(await uploads().usage('ann')).toEqual({ count: 2, bytes: 13 })
    await create(bench, { source: { upload: 'up_a', name: 'talk.mp4', bytes: 10 } })
    expect(await uploads().usage('ann')).toEqual({ count: 1, bytes: 3 })
  })

  it('finds the uploads that are unused and were not touched for long', async () => {
    for (const id of ['up_a', 'up_b', 'up_c']) await uploads().create({ ...UPLOAD, id })
    const { translation } = await create(bench, { source: { upload: 'up_a', name: 'talk.mp4', bytes: 10 } })
    bench.now += 3600_000
    await uploads().touch('up_b')
    expect(await uploads().unused(3600_000, 10)).toEqual(['up_c'])
    await bench.store.remove(translation.id)
    expect((await uploads().unused(3600_000, 10)).toSorted()).toEqual(['up_a', 'up_c'])
    expect(await uploads().unused(3600_000, 1)).toHaveLength(1)
  })

  it('forgets a removed upload with its segments', async () => {
    await uploads().create(UPLOAD)
    await uploads().append('up_a', segment(0, 4))
    await uploads().remove('up_a')
    await uploads().remove('up_a')
    expect(await uploads().get('up_a')).toBeUndefined()
    expect(await uploads().segments('up_a')).toEqual([])
  })
}
