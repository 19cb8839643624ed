import { beforeEach, expect, it } from 'vitest'
import { createDiskSpace, type DiskSpace } from './disk-space.ts'
import { isStorageFull, StorageFull } from './storage-full.ts'

let free: number
let space: DiskSpace

beforeEach(() => {
  free = 1_000
  space = createDiskSpace('unused', { reserveBytes: 100, freeBytes: async () => free })
})

it('reserves no more than the free space minus the reserve, even for several holders at once', async () => {
  const asked = await Promise.allSettled(['a', 'b', 'c'].map((holder) => space.reserve(holder, 400)))
  expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  await expect(space.check(101)).rejects.toThrow(StorageFull)
  await space.check(100)
})

it('written bytes are no longer reserved, because they are no longer free', async () => {
  await space.reserve('a', 800)
  space.spend('a', 500)
  free -= 500
  await space.check(100)
  await expect(space.check(101)).rejects.toThrow(StorageFull)
})

it('a smaller reservation is never refused', async () => {
  await space.reserve('a', 800)
  free -= 700
  await space.reserve('a', 300)
  await space.reserve('a', 100)
  await space.check(100)
  await expect(space.reserve('a', 201)).rejects.toThrow(StorageFull)
})

it('a reservation of nothing is never refused, even on a full disk', async () => {
  free = 0
  await space.reserve('a', 0)
})

it('released space can be reserved again', async () => {
  await space.reserve('a', 900)
  await expect(space.reserve('b', 1)).rejects.toThrow(StorageFull)
  space.release('a')
  await space.reserve('b', 900)
})

it('a holder may write its reservation, down to the reserve and no further', async () => {
  await space.reserve('a', 800)
  await space.reserve('b', 100)
  await space.check(800, 'a')
  free = 150
  await space.check(50, 'a')
  await expect(space.check(51, 'a')).rejects.toThrow('51 bytes are needed and 50 bytes are available')
})

it('a full disk is recognised by error code, by the output of a child process, and as the cause of another error', () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' })
  const errors = [
    full,
    new Error('failed', { cause: full }),
    new Error("ENOSPC: no space left on device, open '/x'"),
    new Error('ffmpeg failed: av_interleaved_write_frame(): No space left on device'),
    Object.assign(new Error('full'), { code: 'SQLITE_FULL' }),
    new StorageFull('full'),
  ]
  expect(errors.map(isStorageFull)).toEqual(errors.map(() => true))
  const others = [
    new Error('spaceship'),
    Object.assign(new Error('x'), { code: 'EACCES' }),
    'ENOSPC',
    undefined,
  ]
  expect(others.map(isStorageFull)).toEqual(others.map(() => false))
})
