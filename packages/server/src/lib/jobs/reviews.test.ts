import { expect, it } from 'vitest'
import type { TranslationRecord } from '../store/records.ts'
import { watchReviews } from './reviews.ts'

it('a review that nobody answers ends by itself, whatever becomes of the others', async () => {
  const due = new Set(['tr_1', 'tr_2', 'tr_3'])
  const failed: unknown[] = []
  const watch = watchReviews({
    store: {
      dueReviews: async (now) => (now >= 1_000 ? [...due] : []),
      endReview: async (id, now) => {
        expect(now).toBe(1_000)
        if (id === 'tr_1') throw new Error('The database says no.')
        due.delete(id)
        return {} as TranslationRecord
      },
    },
    log: { debug() {}, info() {}, warn() {}, error: (facts) => void failed.push(facts) },
    clock: () => 1_000,
    intervalMs: 1e6,
  })
  expect([await watch.endDue(), [...due]]).toEqual([2, ['tr_1']])
  expect(failed).toMatchObject([{ translationId: 'tr_1' }])
  await watch.stop()
})
