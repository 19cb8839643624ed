import { expect, test } from 'vitest'
import { readWhole } from './read-whole.ts'

test('a long sound is read in blocks of a minute, so that no second copy is in memory', async () => {
  const reads: number[] = []
  const samples = 150 * 16_000
  const whole = await readWhole({
    samples,
    async read(first, count) {
      const length = Math.min(count, samples - first)
      reads.push(length)
      return new Float32Array(length).fill(first / samples)
    },
  })
  expect(Math.max(...reads)).toBe(60 * 16_000)
  expect(whole).toHaveLength(samples)
  expect([whole[0], whole[60 * 16_000], whole.at(-1)]).toEqual([0, Math.fround(0.4), Math.fround(0.8)])
})
