import { expect, test } from 'vitest'
import type { Translation } from 'video-translation-client'
import { summarise } from './summary.ts'

const NOW = new Date(2026, 0, 15, 12).getTime()
const hoursAgo = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString()

const ended = (
  status: Translation['status'],
  hours: number,
  more: Partial<Translation> = {},
): Translation => ({
  id: 'tr_1',
  version: 1,
  status,
  engine: 'pipeline',
  source: { durationSeconds: 60 },
  targets: [
    { language: 'es', status: status === 'completed' ? 'completed' : 'error', artifacts: [], warnings: [] },
  ],
  artifacts: [],
  createdAt: hoursAgo(hours + 1),
  updatedAt: hoursAgo(hours),
  startedAt: new Date(NOW - hours * 3_600_000 - 30_000).toISOString(),
  finishedAt: hoursAgo(hours),
  ...more,
})

test('ends are counted by the day on which they came, and what runs or is older is left out', () => {
  const all = [
    ended('completed', 1),
    ended('error', 2),
    ended('completed', 25),
    ended('completed', 24 * 30),
    ended('running', 0),
  ]
  const { days, ended: count, succeeded } = summarise(all, 7, NOW)
  expect(days).toHaveLength(7)
  expect(days.slice(-2).map((day) => [day.ended.completed, day.ended.error])).toEqual([
    [1, 0],
    [1, 1],
  ])
  expect([count, succeeded]).toEqual([3, 2])
})

test('a person who cancels is no failure', () => {
  expect(summarise([ended('canceled', 1), ended('completed', 1)], 7, NOW)).toMatchObject({
    ended: 1,
    succeeded: 1,
  })
})

test('the work for a minute of video is by language, and what has no length does not count', () => {
  const two = ended('completed', 1)
  const [target] = two.targets
  const all = [
    ended('completed', 1),
    { ...two, targets: [target, target] as Translation['targets'] },
    ended('completed', 1, { source: {} }),
  ]
  expect(summarise(all, 7, NOW)).toMatchObject({ pace: { median: 30, slow: 30 }, minutes: 3 })
  expect(summarise([], 7, NOW).pace).toBeUndefined()
})

test('the rates are by language and engine, the largest first', () => {
  const french = ended('error', 1, {
    targets: [{ language: 'fr', status: 'error', artifacts: [], warnings: [] }],
  })
  const { languages, engines } = summarise([ended('completed', 1), ended('completed', 1), french], 7, NOW)
  expect(languages).toEqual([
    { name: 'es', succeeded: 2, all: 2 },
    { name: 'fr', succeeded: 0, all: 1 },
  ])
  expect(engines).toEqual([{ name: 'pipeline', succeeded: 2, all: 3 }])
})
