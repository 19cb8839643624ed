import { writeFile } from 'node:fs/promises'
import type { BenchArguments } from './arguments.ts'
import { type Demand, demandOf } from './capacity/model.ts'

const MINUTES = [1_000, 10_000, 100_000, 1_000_000, 10_000_000]

/** Prints the table of docs/operate/capacity.md. */
export async function benchCapacity({ json }: BenchArguments): Promise<void> {
  console.log(capacityTable())
  if (json) await writeFile(json, `${JSON.stringify(MINUTES.map(demandOf), undefined, 1)}\n`)
}

const ROWS: [string, (demand: Demand) => number][] = [
  ['workers of 8 cores', ({ workers }) => workers],
  ['running tasks', ({ runningTasks }) => runningTasks],
  ['API nodes', ({ apiNodes }) => apiNodes],
  ['database connections, at most', ({ connections }) => connections],
  ['creates a second, at the peak', ({ createsPerSecond }) => createsPerSecond],
  ['claims and completions a second', ({ claimsPerSecond }) => claimsPerSecond],
  ['progress writes a second', ({ progressPerSecond }) => progressPerSecond],
  ['lease renewals a second', ({ heartbeatsPerSecond }) => heartbeatsPerSecond],
  ['rows a day', ({ rowsPerDay }) => rowsPerDay],
  ['database, GB a day', ({ databaseGigabytesPerDay }) => databaseGigabytesPerDay],
  ['files, GB a day', ({ fileGigabytesPerDay }) => fileGigabytesPerDay],
  ['share of a PostgreSQL on two cores', ({ databaseShare }) => databaseShare],
]

/** As Markdown. */
export function capacityTable(): string {
  const demands = MINUTES.map(demandOf)
  const head = ['dubbed minutes a day', ...demands.map(({ minutesPerDay }) => show(minutesPerDay))]
  const rows = ROWS.map(([name, of]) => [name, ...demands.map((demand) => show(of(demand)))])
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Two digits say all that such an estimate knows. */
function show(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en', { maximumFractionDigits: 4 })
}
