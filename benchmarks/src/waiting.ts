import { writeFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { installPeers } from '../peers/load.ts'
import type { BenchArguments } from './arguments.ts'
import { lawsOf } from './waiting/choice.ts'
import { warmUp } from './waiting/client-waits.ts'
import { contenders, contest, type JobsRow } from './waiting/contest.ts'
import { curves } from './waiting/curves.ts'
import { atEqualRequests } from './waiting/equal.ts'
import { herd } from './waiting/herd.ts'
import { judge } from './waiting/judged.ts'
import type { DurationLaw } from './waiting/laws.ts'
import type { Plan, Row } from './waiting/measure.ts'
import { plot } from './waiting/plot.ts'
import { printEqual, printHerd, printJobs, printLearning, printVerdicts } from './waiting/print.ts'

const SIZES = { full: { jobs: 1500, repeats: 12, fewer: 4 }, quick: { jobs: 100, repeats: 3, fewer: 1 } }
const PAST = 100
const PASTS = [0, 3, 10, 30, PAST]
const COMPARED = ['heygen-cli', 'google-gax', 'AWS waiter']
const DRAWN = 'dub'

/** When every schedule asks, and how late it knows; nothing waits for real. */
export async function benchWaiting({ seed, law: file, json, svg, quick }: BenchArguments): Promise<void> {
  installPeers()
  const size = SIZES[quick ? 'quick' : 'full']
  const laws = lawsOf({ file })
  const learning = learn(file, plansOf(seed, size))
  await warmUp()
  const all = await contenders(seed)
  const jobs: JobsRow[] = []
  for (const law of laws) {
    const rows = await contest(law, all, { jobs: size.jobs, past: PAST, seed })
    printJobs(rows)
    jobs.push(...rows)
  }
  const together = await herd(all, seed)
  printHerd(together)
  const equal = laws.flatMap((law) => atEqualRequests(law, seed, marksOf(law, jobs)))
  printEqual(equal)
  const lines = curves(drawnOf(laws), seed)
  const curve = await learning
  console.log('\nCost of expected relative to the optimum after', PASTS.join(', '), 'finished jobs')
  curve.forEach(printLearning)
  const verdicts = judge(curve.flat(), equal, jobs)
  printVerdicts(verdicts)
  const rows = [
    ...jobs,
    ...curve.flat().map((row) => ({ table: 'learning', ...row })),
    ...equal,
    ...together,
    ...lines,
  ]
  if (json)
    await writeFile(json, `${JSON.stringify({ benchmark: 'waiting', seed, verdicts, rows }, undefined, 1)}\n`)
  const drawn = drawnOf(laws).name
  if (svg)
    await writeFile(
      svg,
      plot(
        jobs.filter(({ law }) => law === drawn),
        lines,
      ),
    )
}

function plansOf(seed: number, { repeats, fewer }: { repeats: number; fewer: number }): Plan[] {
  return [1, 5, 20].map((requestCost) => ({
    requestCost,
    guessFactors: [1, 3, 1 / 3],
    pasts: PASTS,
    repeats: requestCost === 1 ? repeats : fewer,
    seed,
    knowledge: 'noticed',
  }))
}

/** In a thread of its own: it is half of the work, and needs no virtual time. */
function learn(file: string | undefined, plans: readonly Plan[]): Promise<Row[][]> {
  const rows: Row[][] = []
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./waiting/learning-thread.ts', import.meta.url), {
      workerData: { choice: { file }, plans },
    })
    thread.on('message', (some: Row[]) => rows.push(some))
    thread.on('error', reject)
    thread.on('exit', () => resolve(rows))
  })
}

function marksOf(law: DurationLaw, jobs: readonly JobsRow[]) {
  const peers = jobs.filter((row) => row.law === law.name && COMPARED.includes(row.contender))
  return [
    { contender: 'expected' },
    ...peers.map(({ contender, requests, meanDelay }) => ({ contender, requests, delay: meanDelay })),
  ]
}

function drawnOf(laws: readonly DurationLaw[]): DurationLaw {
  return laws.find(({ name }) => name === DRAWN) ?? (laws[0] as DurationLaw)
}
