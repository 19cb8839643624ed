import { expect, it } from 'vitest'
import { createBatches } from './batches.ts'

/** Batches that end when the test says so. */
function bench(options: { most: number; atOnce: number }) {
  const batches: { items: number[]; end: PromiseWithResolvers<void> }[] = []
  const add = createBatches<number, string>({
    ...options,
    async run(items) {
      const end = Promise.withResolvers<void>()
      batches.push({ items, end })
      await end.promise
      return items.map((item) => `did ${item}`)
    },
  })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { add, batches, settled }
}

it('calls that wait for a batch become the next one, and each gets its own result', async () => {
  const { add, batches, settled } = bench({ most: 3, atOnce: 1 })
  const results = [1, 2].map(add)
  await settled()
  results.push(...[3, 4, 5, 6].map(add))
  await settled()
  expect(batches.map(({ items }) => items)).toEqual([[1, 2]])
  batches[0]?.end.resolve()
  await settled()
  expect(batches.at(-1)?.items).toEqual([3, 4, 5])
  batches[1]?.end.resolve()
  await settled()
  batches[2]?.end.resolve()
  expect(await Promise.all(results)).toEqual([1, 2, 3, 4, 5, 6].map((item) => `did ${item}`))
})

it('as many batches run at once as allowed', async () => {
  const { add, batches, settled } = bench({ most: 10, atOnce: 2 })
  void add(1)
  await settled()
  void add(2)
  await settled()
  void add(3)
  await settled()
  expect(batches.map(({ items }) => items)).toEqual([[1], [2]])
})

it('calls that come together are shared out among the batches that may run', async () => {
  const { add, batches, settled } = bench({ most: 3, atOnce: 2 })
  for (const item of [1, 2, 3, 4, 5]) void add(item)
  await settled()
  expect(batches.map(({ items }) => items)).toEqual([
    [1, 2, 3],
    [4, 5],
  ])
})

it('the failure of one item does not affect the others of its batch', async () => {
  const add = createBatches<number, number>({
    run: async (items) => {
      if (items.includes(2)) throw new Error(`refused among ${items.length}`)
      return items
    },
    most: 10,
    atOnce: 1,
  })
  const results = await Promise.allSettled([1, 2, 3].map(add))
  expect(results).toMatchObject([{ value: 1 }, { reason: { message: 'refused among 1' } }, { value: 3 }])
})
