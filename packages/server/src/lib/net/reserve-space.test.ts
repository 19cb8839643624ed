import { expect, it } from 'vitest'
import { reserveFor } from './reserve-space.ts'

const MIB = 2 ** 20

async function reservedFor(totalBytes: number | undefined, received: number[]): Promise<number[]> {
  const reserved: number[] = []
  const admit = await reserveFor(totalBytes, async (bytes) => void reserved.push(bytes / MIB))
  for (const bytes of received) await admit(bytes * MIB)
  return reserved
}

it('received bytes are no longer reserved', async () => {
  expect(await reservedFor(100 * MIB, [10, 20, 30, 60, 100])).toEqual([100, 80, 40, 16])
})

it('a transfer of unknown size is reserved in steps', async () => {
  expect(await reservedFor(undefined, [1, 10, 18, 30, 40])).toEqual([16, 16, 16])
})

it('bytes beyond the announced size are reserved before they are written', async () => {
  expect(await reservedFor(1 * MIB, [1, 18])).toEqual([1, 16])
})
