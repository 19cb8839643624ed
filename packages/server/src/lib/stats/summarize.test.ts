import { expect, it } from 'vitest'
import type { FinishedTarget } from '../store/store.ts'
import { summarizeResults } from './summarize.ts'

const NOW = Date.parse('2026-03-10T12:00:00Z')

function target(more: Partial<FinishedTarget> = {}): FinishedTarget {
  const usual = { engine: 'e', language: 'es', status: 'completed', finishedAt: NOW } as const
  return { ...usual, workSeconds: 30, sourceSeconds: 60, revision: 1, hasReview: false, ...more }
}

it('counts results by day, engine and language, and shows days without any', () => {
  const yesterday = NOW - 24 * 3600_000
  const found = summarizeResults(
    [target(), target({ language: 'fr', status: 'error' }), target({ finishedAt: yesterday, engine: 'f' })],
    3,
    NOW,
  )
  expect(found.since).toBe('2026-03-08')
  expect(found.total).toMatchObject({ completed: 2, error: 1, minutes: 2, secondsPerMinute: { median: 30 } })
  expect(found.byDay.map(({ date, completed, error }) => [date, completed, error])).toEqual([
    ['2026-03-08', 0, 0],
    ['2026-03-09', 1, 0],
    ['2026-03-10', 1, 1],
  ])
  expect(found.byEngine.map(({ engine, completed }) => [engine, completed])).toEqual([
    ['e', 1],
    ['f', 1],
  ])
  expect(found.byLanguage.map(({ language, error }) => [language, error])).toEqual([
    ['es', 0],
    ['fr', 1],
  ])
})

it('measures the work for a minute of video: the median and the slowest tenth of what completed', () => {
  const paces = Array.from({ length: 10 }, (_, at) => target({ workSeconds: (at + 1) * 10 }))
  const [day] = summarizeResults([...paces, target({ status: 'error', workSeconds: 9_000 })], 1, NOW).byDay
  expect(day?.secondsPerMinute).toEqual({ median: 60, slowest: 100 })
})

it('has no pace without a known length, and a pace for a length of zero is none', () => {
  const unknown = [target({ sourceSeconds: undefined }), target({ sourceSeconds: 0 })]
  expect(summarizeResults(unknown, 1, NOW).byDay[0]).toEqual({
    date: '2026-03-10',
    completed: 2,
    error: 0,
    canceled: 0,
    minutes: 0,
  })
})
