import type { JobsRow } from './contest.ts'
import type { LearningRow } from './measure.ts'

/** A claim, and the law on which it comes nearest to its limit. All at one second per request. */
export interface Verdict {
  claim: string
  limit: number
  worst: number
  law: string
  /** Standard error of `worst`. */
  error: number
  isMet: boolean
}

interface Value {
  value: number
  law: string
  error?: number | undefined
}

// A law from a file may be of any shape, so it is held against both limits.
const BUILT_IN = ['vendor', 'file']
const OTHER = ['shape', 'file']

export function judge(learning: readonly LearningRow[], jobs: readonly JobsRow[]): Verdict[] {
  const after = (past: number, groups = BUILT_IN, factors = [1]): Value[] =>
    learning
      .filter(
        (row) => row.past === past && groups.includes(row.group) && factors.includes(row.priorFactor ?? 0),
      )
      .map(({ toOptimum, law, error }) => ({ value: toOptimum, law, error }))
  const wrongPrior = [3, 1 / 3]
  return [
    verdict('cost to optimum after 0, built-in laws', 1.5, after(0)),
    verdict('cost to optimum after 3, built-in laws', 1.3, after(3)),
    verdict('cost to optimum after 30, built-in laws', 1.1, after(30)),
    verdict('cost to optimum after 100, built-in laws', 1.05, after(100)),
    verdict('the same, prior 3 times off, after 3', 1.35, after(3, BUILT_IN, wrongPrior)),
    verdict('the same, prior 3 times off, after 30', 1.12, after(30, BUILT_IN, wrongPrior)),
    verdict('cost to optimum after 100, other shapes', 1.15, after(100, OTHER)),
    verdict('cost to best fixed interval from 10 on', 1.05, toFixed(learning)),
    verdict('real scheduler, the same jobs: cost to optimum, built-in laws', 1.05, real(jobs, BUILT_IN)),
    verdict('real scheduler, the same jobs: cost to optimum, other shapes', 1.15, real(jobs, OTHER)),
  ].filter(({ law }) => law)
}

function toFixed(learning: readonly LearningRow[]): Value[] {
  return learning.filter(({ past = 0 }) => past >= 10).map((row) => ({ value: row.toFixed, law: row.law }))
}

function real(jobs: readonly JobsRow[], groups: readonly string[]): Value[] {
  return jobs
    .filter(({ contender, group }) => contender === 'expected' && groups.includes(group))
    .map(({ toOptimum, law, error }) => ({ value: toOptimum, law, error }))
}

function verdict(claim: string, limit: number, values: readonly Value[]): Verdict {
  const worst = values.reduce<Value>((a, b) => (b.value > a.value ? b : a), { value: 0, law: '' })
  const { value, law, error = 0 } = worst
  return { claim, limit, worst: value, law, error, isMet: value <= limit }
}
