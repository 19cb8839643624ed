import { expect, it } from 'vitest'
import type { TargetStatus, TranslationStatus } from 'video-translation-client'
import { aggregateStatus } from 'video-translation-client/protocols/define'

const STATUSES: TargetStatus[] = ['pending', 'running', 'needs_input', 'completed', 'error', 'canceled']

/** The status for each pair of targets: one is the row, the other the column. */
const PAIRS: Record<TargetStatus, TranslationStatus[]> = {
  pending: ['pending', 'running', 'needs_input', 'running', 'running', 'running'],
  running: ['running', 'running', 'running', 'running', 'running', 'running'],
  needs_input: ['needs_input', 'running', 'needs_input', 'needs_input', 'needs_input', 'needs_input'],
  completed: ['running', 'running', 'needs_input', 'completed', 'partial', 'partial'],
  error: ['running', 'running', 'needs_input', 'partial', 'error', 'canceled'],
  canceled: ['running', 'running', 'needs_input', 'partial', 'canceled', 'canceled'],
}

/** The status for three targets. The first row that fits decides. */
const TRIPLES: [given: (has: (status: TargetStatus) => boolean) => boolean, status: TranslationStatus][] = [
  [(has) => has('running'), 'running'],
  [(has) => has('needs_input'), 'needs_input'],
  [(has) => has('pending') && (has('completed') || has('error') || has('canceled')), 'running'],
  [(has) => has('pending'), 'pending'],
  [(has) => has('completed') && (has('error') || has('canceled')), 'partial'],
  [(has) => has('completed'), 'completed'],
  [(has) => has('canceled'), 'canceled'],
  [(has) => has('error'), 'error'],
]

it.each(STATUSES.flatMap((one) => STATUSES.map((other, at) => [one, other, PAIRS[one][at]] as const)))(
  'two targets that are %s and %s make the translation %s',
  (one, other, status) => {
    expect(aggregateStatus([one, other])).toBe(status)
  },
)

it.each(
  STATUSES.flatMap((one) => STATUSES.flatMap((two) => STATUSES.map((three) => [one, two, three] as const))),
)('three targets that are %s, %s and %s follow the rules', (...targets) => {
  const [, status] = TRIPLES.find(([given]) => given((each) => targets.includes(each))) ?? []
  expect(aggregateStatus(targets)).toBe(status)
})

it('one target passes on its status, and no target means pending', () => {
  expect(STATUSES.map((status) => aggregateStatus([status]))).toEqual(STATUSES)
  expect(aggregateStatus([])).toBe('pending')
})
