import type { JobsRow } from './contest.ts'
import type { EqualRow } from './equal.ts'
import type { Row } from './measure.ts'

/** A claim, and how near the worst law comes to its limit. */
export interface Verdict {
  claim: string
  limit: number
  /** The worst, and where. */
  worst: number
  law: string
  /** Standard error of the worst, where there are several pasts. */
  error: number
  isMet: boolean
}

interface Value {
  value: number
  law: string
  error?: number | undefined
}

// What is in a file may be like the built-in laws or of another shape: it is held against the limits of both.
const BUILT_IN = ['vendor', 'file']
const OTHER = ['shape', 'file']

/** What must hold at one second per request. */
export function judge(
  learning: readonly Row[],
  equal: readonly EqualRow[],
  jobs: readonly JobsRow[],
): Verdict[] {
  const of = (groups: readonly string[], past: number, factors: readonly number[]) =>
    learning
      .filter((row) => row.requestCost === 1 && row.past === past && groups.includes(row.group))
      .filter((row) => factors.includes(row.guessFactor ?? 0))
      .map((row) => ({ value: row.toOptimum, law: row.law, error: row.error }))
  const toOptimum = (past: number, limit: number) =>
    verdict(`cost to optimum after ${past}, built-in laws`, limit, of(BUILT_IN, past, [1]))
  const misled = (past: number, limit: number) =>
    verdict(`the same, guess 3 times off, after ${past}`, limit, of(BUILT_IN, past, [3, 1 / 3]))
  return [
    toOptimum(0, 1.5),
    toOptimum(3, 1.3),
    toOptimum(30, 1.1),
    toOptimum(100, 1.05),
    misled(3, 1.35),
    misled(30, 1.12),
    verdict('cost to optimum after 100, other shapes', 1.15, of(OTHER, 100, [1])),
    verdict('cost to best fixed interval from 10 on', 1.05, toFixed(learning)),
    ...atEqual(equal),
    verdict('real scheduler, the same jobs: cost to optimum, built-in laws', 1.05, real(jobs, BUILT_IN)),
    verdict('real scheduler, the same jobs: cost to optimum, other shapes', 1.15, real(jobs, OTHER)),
    verdict('real scheduler, the same jobs: cost to best fixed', 1.05, toHindsight(jobs)),
  ].filter(({ law }) => law)
}

function toFixed(learning: readonly Row[]): Value[] {
  return learning
    .filter(({ requestCost, past = 0 }) => requestCost === 1 && past >= 10)
    .map((row) => ({ value: row.toFixed, law: row.law }))
}

function atEqual(equal: readonly EqualRow[]): Verdict[] {
  const own = equal.filter(({ contender }) => contender === 'expected')
  const peers = equal.filter(({ delay, group }) => delay !== undefined && BUILT_IN.includes(group))
  const ratio = (row: EqualRow, by: number) => ({ value: row.expected / by, law: row.law })
  return [
    verdict(
      'delay to optimum at equal requests',
      1.1,
      own.filter(({ group }) => BUILT_IN.includes(group)).map((row) => ratio(row, row.optimum)),
    ),
    verdict(
      'delay to uncapped exponentials at equal requests',
      1 / 3,
      own.filter(({ group }) => BUILT_IN.includes(group)).map((row) => ratio(row, row.exponential)),
    ),
    ...[...new Set(peers.map(({ contender }) => contender))].map((name) =>
      verdict(
        `delay to ${name} at its requests`,
        1,
        peers.filter(({ contender }) => contender === name).map((row) => ratio(row, row.delay ?? Number.NaN)),
      ),
    ),
  ]
}

function real(jobs: readonly JobsRow[], groups: readonly string[]): Value[] {
  return jobs
    .filter(({ contender, group }) => contender === 'expected' && groups.includes(group))
    .map(({ toOptimum, law, error }) => ({ value: toOptimum, law, error }))
}

function toHindsight(jobs: readonly JobsRow[]): Value[] {
  return jobs
    .filter(({ contender }) => contender === 'expected')
    .map((own) => {
      const fixed = jobs.find((row) => row.law === own.law && row.contender === 'best fixed in hindsight')
      return { value: own.cost1 / (fixed?.cost1 ?? Number.NaN), law: own.law }
    })
}

function verdict(claim: string, limit: number, values: readonly Value[]): Verdict {
  const known = values.filter(({ value }) => !Number.isNaN(value))
  const worst = known.reduce<Value>((a, b) => (b.value > a.value ? b : a), { value: 0, law: '', error: 0 })
  return {
    claim,
    limit,
    worst: worst.value,
    law: worst.law,
    error: worst.error ?? 0,
    isMet: worst.value <= limit,
  }
}
