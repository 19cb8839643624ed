import type { JobsRow } from './contest.ts'
import type { HerdRow } from './herd.ts'
import type { Verdict } from './judged.ts'
import type { LearningRow } from './measure.ts'

/** Prints all contenders on the jobs of one law. */
export function printJobs(rows: readonly JobsRow[]): void {
  const [first] = rows
  if (!first) return
  console.log(
    `\n${first.law}: ${first.jobs} jobs, the same for all. Seconds of delay, requests per job, cost`,
  )
  print(
    ['', 'mean', 'p50', 'p95', 'p99', 'requests', 'J 1 s', 'J 5 s', 'J 20 s', 'by'],
    [...rows]
      .sort((a, b) => a.cost1 - b.cost1)
      .map((row) => [
        row.contender + (row.past ? `, after ${row.past}` : ''),
        ...[row.meanDelay, row.p50, row.p95, row.p99, row.requests, row.cost1, row.cost5, row.cost20].map(
          figure,
        ),
        row.by,
      ]),
  )
}

/** Prints how the cost of `expected` comes down to that of the optimum, on one law. */
export function printLearning(rows: readonly LearningRow[]): void {
  const [optimum, fixed] = rows
  if (!optimum || !fixed) return
  const learned = rows.filter(({ past }) => past !== undefined)
  const factors = [...new Set(learned.map(({ priorFactor }) => priorFactor ?? 1))]
  const text = factors.map((factor) => {
    const ratios = learned
      .filter(({ priorFactor }) => priorFactor === factor)
      .map(({ toOptimum }) => toOptimum.toFixed(2))
    return `prior x${factor.toFixed(2)}: ${ratios.join(' ')}`
  })
  const name = optimum.law.padEnd(20)
  console.log(
    `${name} optimum ${figure(optimum.cost).padStart(5)}, ${fixed.contender} ${fixed.toOptimum.toFixed(2)} | ${text.join(' | ')}`,
  )
}

export function printHerd(rows: readonly HerdRow[]): void {
  console.log('\n1,000 jobs started together: most requests in a tenth of a second, over 10 minutes')
  print(
    ['', 'ever', 'after the first second', 'requests'],
    rows.map((row) => [row.contender, `${row.peak}`, `${row.laterPeak}`, `${row.requests}`]),
  )
}

export function printVerdicts(rows: readonly Verdict[]): void {
  console.log('\nThe claims at 1 s per request, each on the law where it comes nearest to its limit')
  print(
    ['', 'limit', 'worst', '+-', 'law', ''],
    rows.map(({ claim, limit, worst, law, error, isMet }) => [
      claim,
      limit.toFixed(2),
      worst.toFixed(3),
      error ? error.toFixed(3) : '',
      law,
      isMet ? 'met' : 'NOT MET',
    ]),
  )
}

function print(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  for (const row of all) {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0
      return /^[\d.]+$|^J |^p\d/.test(cell) || cell === 'mean' ? cell.padStart(width) : cell.padEnd(width)
    })
    console.log(`  ${cells.join('  ')}`.trimEnd())
  }
}

function figure(value: number): string {
  if (Number.isNaN(value)) return '-'
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
