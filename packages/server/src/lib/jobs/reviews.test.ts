import { expect, it } from 'vitest'
import type { Review, TranslationRecord } from '../store/records.ts'
import { watchReviews } from './reviews.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

function recordWith(review: Review): TranslationRecord {
  return { id: 'tr_1', status: 'needs_input', review } as TranslationRecord
}

it.each([
  ['approve', 'approved transcript'],
  ['cancel', 'canceled'],
] as const)('a review that nobody answers ends by itself: %s', async (action, expected) => {
  const done: string[] = []
  let asked = 0
  const watch = watchReviews({
    store: {
      dueReviews: async (now) => (now >= 1_000 && asked++ === 0 ? ['tr_1'] : []),
      get: async () => recordWith({ stages: ['transcript'], approved: [], timeout: { seconds: 1, action } }),
      approve: async (_, { stage }) => {
        done.push(`approved ${stage}`)
        return undefined
      },
      cancel: async () => {
        done.push('canceled')
        return undefined
      },
    },
    log: silent,
    clock: () => 1_000,
    intervalMs: 1e6,
  })
  expect([await watch.endDue(), await watch.endDue()]).toEqual([1, 0])
  expect(done).toEqual([expected])
  await watch.stop()
})
