import { expect, it } from 'vitest'
import type { TranslationRecord } from '../store/records.ts'
import type { FinishedTarget } from '../store/store.ts'
import { expectedSecondsRange, measurePaces } from './expected-range.ts'
import { createRecentPaces } from './recent-paces.ts'

/** A target of a minute's source. */
function ended(workSeconds: number, more: Partial<FinishedTarget> = {}): FinishedTarget {
  const usual = { engine: 'e', language: 'es', status: 'completed', finishedAt: 0 } as const
  return { ...usual, workSeconds, sourceSeconds: 60, revision: 1, hasReview: false, ...more }
}

const HISTORY = [30, 60, 20, 50, 40].map((seconds) => ended(seconds))

/** A translation of two minutes, whose source is prepared. */
function running(more: object = {}): TranslationRecord {
  const record = {
    engine: 'e',
    status: 'running',
    revision: 1,
    source: { durationSeconds: 120 },
    sourceTask: { status: 'completed' },
    targetTasks: [{ language: 'es', status: 'running', progress: 0.5 }],
    ...more,
  }
  return record as unknown as TranslationRecord
}

it('what remains is told by the pace of translations before, between its percentiles', () => {
  expect(expectedSecondsRange(running(), measurePaces(HISTORY))).toEqual({ low: 20, high: 60 })
})

it('the range contains the estimate that is measured in the run, and the preparation', () => {
  const paces = measurePaces(HISTORY)
  expect(expectedSecondsRange(running({ expectedSeconds: 90.2 }), paces)).toEqual({ low: 20, high: 91 })
  const preparing = {
    sourceTask: { status: 'running', expectedSeconds: 7 },
    targetTasks: [{ language: 'es', status: 'pending' }],
  }
  expect(expectedSecondsRange(running(preparing), paces)).toEqual({ low: 47, high: 127 })
})

it('the slowest target counts, and one that waits for its turn makes the end unknown', () => {
  const paces = measurePaces([...HISTORY, ...HISTORY.map((one) => ({ ...one, language: 'fr' }))])
  const targets = (status: string) => [
    { language: 'es', status: 'running', progress: 0.9 },
    { language: 'fr', status, progress: 0 },
  ]
  expect(expectedSecondsRange(running({ targetTasks: targets('running') }), paces)?.high).toBe(120)
  expect(expectedSecondsRange(running({ targetTasks: targets('pending') }), paces)).toBeUndefined()
  const [spanish, french] = targets('pending')
  const last = [{ ...spanish, status: 'completed' }, french]
  expect(expectedSecondsRange(running({ targetTasks: last }), paces)).toBeUndefined()
})

it.each<[string, FinishedTarget[], object]>([
  ['with four before it', HISTORY.slice(1), {}],
  ['if those before it were done again', HISTORY.map((one) => ({ ...one, revision: 2 })), {}],
  ['if those before it waited for a person', HISTORY.map((one) => ({ ...one, hasReview: true })), {}],
  ['if those before it failed', HISTORY.map((one) => ({ ...one, status: 'error' as const })), {}],
  ['of another engine', HISTORY, { engine: 'f' }],
  ['that is applied', HISTORY, { revision: 2 }],
  ['that has ended', HISTORY, { status: 'completed' }],
  ['of unknown length', HISTORY, { source: {} }],
])('a translation %s has no range', (_, history, more) => {
  expect(expectedSecondsRange(running(more), measurePaces(history))).toBeUndefined()
})

it('the history of an owner is read once a minute, and a failure leaves what was known', async () => {
  let nowMs = 0
  const owners: string[] = []
  const finishedTargets = async ({ owner }: { owner: string }) => {
    owners.push(owner)
    if (owners.length > 1) throw new Error('The database is away.')
    return HISTORY
  }
  const paces = createRecentPaces({ finishedTargets, wall: () => 0 }, () => nowMs)
  expect(paces.of('ann')('e', 'es')).toBeUndefined()
  await Promise.resolve()
  await Promise.resolve()
  expect(paces.of('ann')('e', 'es')).toEqual({ low: 20, high: 60 })
  nowMs = 60_000
  paces.of('ann')
  await Promise.resolve()
  expect(paces.of('ann')('e', 'es')).toEqual({ low: 20, high: 60 })
  expect(owners).toEqual(['ann', 'ann'])
})
