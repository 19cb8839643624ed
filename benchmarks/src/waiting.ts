import { writeFile } from 'node:fs/promises'
import { installPeers } from '../peers/load.ts'
import type { BenchArguments } from './arguments.ts'
import { lawsOf } from './waiting/choice.ts'
import { warmUp } from './waiting/client-waits.ts'
import { contenders, contest, type JobsRow } from './waiting/contest.ts'
import { curves } from './waiting/curves.ts'
import { herd } from './waiting/herd.ts'
import { judge } from './waiting/judged.ts'
import type { DurationLaw } from './waiting/laws.ts'
import { measure } from './waiting/measure.ts'
import { plot } from './waiting/plot.ts'
import { printHerd, printJobs, printLearning, printVerdicts } from './waiting/print.ts'

const SIZES = { full: { jobs: 1500, repeats: 12 }, quick: { jobs: 100, repeats: 3 } }
const PAST = 100
const PASTS = [0, 3, 10, 30, PAST]
const PLOTTED_LAW = 'dub'

/** Measures when every schedule asks and how late it notices an end. Nothing waits in real time. */
export async function benchWaiting({ seed, law: file, json, svg, quick }: BenchArguments): Promise<void> {
  installPeers()
  const { jobs: count, repeats } = SIZES[quick ? 'quick' : 'full']
  const laws = lawsOf(file)
  await warmUp()
  const jobs = await contestAll(laws, count, seed)
  const together = await herd(seed)
  printHerd(together)
  const plotted = laws.find(({ name }) => name === PLOTTED_LAW) ?? (laws[0] as DurationLaw)
  const lines = curves(plotted, seed)
  const plan = { priorFactors: [1, 3, 1 / 3], pasts: PASTS, repeats, seed }
  const learned = laws.map((law) => measure(law, plan))
  console.log('\nCost of expected relative to the optimum after', PASTS.join(', '), 'finished jobs')
  learned.forEach(printLearning)
  const verdicts = judge(learned.flat(), jobs)
  printVerdicts(verdicts)
  const rows = [
    ...jobs,
    ...learned.flat().map((row) => ({ table: 'learning', ...row })),
    ...together,
    ...lines,
  ]
  const document = { benchmark: 'waiting', seed, verdicts, rows }
  if (json) await writeFile(json, `${JSON.stringify(document, undefined, 1)}\n`)
  const onPlot = jobs.filter(({ law }) => law === plotted.name)
  if (svg) await writeFile(svg, plot(onPlot, lines))
}

async function contestAll(laws: readonly DurationLaw[], count: number, seed: number): Promise<JobsRow[]> {
  const all = await contenders(seed)
  const jobs: JobsRow[] = []
  for (const law of laws) {
    const rows = await contest(law, all, { jobs: count, past: PAST, seed })
    printJobs(rows)
    jobs.push(...rows)
  }
  return jobs
}
