import { expect, test } from 'vitest'
import { MAX_DURATION_MS } from '../duration.ts'
import { drawDurationMs, type Law } from './law.ts'
import { createRandom } from '../random.ts'

const COUNT = 100_000

function draw(law: Law): number[] {
  const random = createRandom('law')
  return Array.from({ length: COUNT }, () => drawDurationMs(law, random)).sort((one, other) => one - other)
}

const LAWS: { name: string; law: Law; mean: number; variance: number; quantiles: Record<string, number> }[] =
  [
    {
      name: 'fixed',
      law: { law: 'fixed', ms: 700 },
      mean: 700,
      variance: 0,
      quantiles: { 0: 700, 0.5: 700 },
    },
    {
      name: 'uniform',
      law: { law: 'uniform', minMs: 100, maxMs: 500 },
      mean: 300,
      variance: 400 ** 2 / 12,
      quantiles: { 0.1: 140, 0.5: 300, 0.9: 460 },
    },
    {
      name: 'exponential',
      law: { law: 'exponential', meanMs: 1000 },
      mean: 1000,
      variance: 1e6,
      quantiles: { 0.1: -1000 * Math.log(0.9), 0.5: 1000 * Math.LN2, 0.95: -1000 * Math.log(0.05) },
    },
    {
      name: 'lognormal',
      law: { law: 'lognormal', medianMs: 600, sigma: 0.5 },
      mean: 600 * Math.exp(0.125),
      variance: 600 ** 2 * Math.exp(0.25) * (Math.exp(0.25) - 1),
      quantiles: { 0.1: 600 * Math.exp(-0.5 * 1.2816), 0.5: 600, 0.9: 600 * Math.exp(0.5 * 1.2816) },
    },
    {
      name: 'shifted',
      law: { law: 'shifted', byMs: 2000, of: { law: 'exponential', meanMs: 500 } },
      mean: 2500,
      variance: 500 ** 2,
      quantiles: { 0.5: 2000 + 500 * Math.LN2 },
    },
    {
      name: 'mixture',
      law: {
        law: 'mixture',
        of: [
          { weight: 3, of: { law: 'uniform', minMs: 0, maxMs: 100 } },
          { weight: 1, of: { law: 'uniform', minMs: 1000, maxMs: 1100 } },
          { weight: 0, of: { law: 'fixed', ms: 1e6 } },
        ],
      },
      mean: 0.75 * 50 + 0.25 * 1050,
      variance: 100 ** 2 / 12 + 0.75 * 0.25 * 1000 ** 2,
      quantiles: { 0.375: 50, 0.875: 1050 },
    },
  ]

test.each(LAWS)('draws of $name have the mean, variance and quantiles of the formula', (expected) => {
  const values = draw(expected.law)
  const mean = values.reduce((sum, value) => sum + value, 0) / COUNT
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT
  expect(Math.abs(mean / expected.mean - 1)).toBeLessThan(0.01)
  expect(Math.abs(variance - expected.variance)).toBeLessThan(0.04 * expected.variance + 1e-9)
  for (const [at, value] of Object.entries(expected.quantiles)) {
    expect(
      Math.abs((values[Math.floor(Number(at) * COUNT)] ?? 0) / value - 1),
      `quantile ${at}`,
    ).toBeLessThan(0.03)
  }
})

test('no draw is longer than thirty days', () => {
  const values = draw({ law: 'lognormal', medianMs: MAX_DURATION_MS, sigma: 5 })
  expect(values.at(-1)).toBe(MAX_DURATION_MS)
})
