import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FAULTS } from '../../../../../../test/support/chat-endpoint.ts'
import { comesFrom } from '../../../../../../test/support/pseudo-translation.ts'
import { makeLines, startTranslator } from './testing/start-translator.ts'

test('whatever the model does, each line is the translation of its own text or empty', async () => {
  const plans = fc.record({
    count: fc.integer({ min: 1, max: 25 }),
    batchLines: fc.integer({ min: 1, max: 12 }),
    concurrency: fc.integer({ min: 1, max: 4 }),
    budget: fc.constantFrom(20, 30, 1000),
    brevity: fc.constantFrom('at_once' as const, 'when_asked' as const, 'never' as const),
    faults: fc.array(fc.constantFrom(...FAULTS), { minLength: 1, maxLength: 12 }),
    seed: fc.nat(),
  })
  let plansDone = 0
  await fc.assert(
    fc.asyncProperty(plans, async ({ count, batchLines, concurrency, budget, brevity, faults, seed }) => {
      const faultOf = (index: number) => faults[index % faults.length] ?? 'none'
      const { endpoint, translate, warnings } = await startTranslator(
        { faultOf, budget: brevity, seed },
        { batchLines, concurrency },
      )
      const lines = makeLines(count)
      const translated = await translate(lines, { budget }).catch((error: unknown) => {
        expect(error).toMatchObject({ code: expect.stringMatching(/^translat(ion_failed|or_unavailable)$/) })
        return undefined
      })
      await endpoint.close()
      if (!translated) return
      plansDone++
      expect(translated).toHaveLength(count)
      translated.forEach((text, index) =>
        expect(text === '' || comesFrom(text, lines[index] ?? '', 'es')).toBe(true),
      )
      expect(warnings.length).toBe(translated.includes('') ? 1 : 0)
    }),
    { numRuns: 60, seed: 20_261_130 },
  )
  expect(plansDone).toBeGreaterThan(40)
}, 240_000)
