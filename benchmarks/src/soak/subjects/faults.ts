import { cp } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Figure, Subject } from '../subject.ts'
import { startSandbox } from './faults/sandbox.ts'
import type { SoakReport } from './faults/soak.ts'

const ROUNDS = 200
const SCRIPT = fileURLToPath(new URL('faults/inside.ts', import.meta.url))
/** For the histories of a run that broke a promise. */
const KEPT = '/tmp/soak-faults-histories'

export const subject: Subject = {
  promise:
    'Three API nodes and four workers on PostgreSQL with a synchronous standby and S3 lose nothing that they ' +
    'acknowledged, end nothing twice, show no file of a worker that lost its lease, and send webhooks in order, while ' +
    'processes are killed, machines are cut off from each other, disks are slow and full, clocks are an hour wrong, and ' +
    'the standby takes over.',
  async run({ rounds = ROUNDS, seed = Date.now() % 2 ** 31, folder, tell }) {
    tell(`seed ${seed}: --seed ${seed} --rounds ${rounds} repeats this plan`)
    const sandbox = await startSandbox(SCRIPT, { seed, rounds, folder, apis: 3, workers: 4 })
    const stop = () => sandbox.send('stop')
    const signals = ['SIGINT', 'SIGTERM'] as const
    for (const signal of signals) process.once(signal, stop)
    try {
      const lines = await sandbox.ended.catch(async (error: unknown) => {
        await keepHistories(folder, tell)
        throw error
      })
      const report = JSON.parse(lines.at(-1) ?? '') as SoakReport
      for (const { promise, about } of report.violations.slice(0, 10)) tell(`${promise}: ${about}`)
      if (report.violations.length > 0) await keepHistories(folder, tell)
      return figuresOf(report, seed)
    } finally {
      for (const signal of signals) process.off(signal, stop)
    }
  },
}

async function keepHistories(folder: string, tell: (line: string) => void): Promise<void> {
  await cp(folder, KEPT, {
    recursive: true,
    filter: (path) => path === folder || /\.(history|log)$/.test(path),
  })
  tell(`The histories are in ${KEPT}.`)
}

function figuresOf({ violations, translations, webhooks, ...report }: SoakReport, seed: number): Figure[] {
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((one, other) => one + other, 0)
  const each = (counts: Record<string, number>) =>
    Object.entries(counts).map(([name, value]): Figure => ({ name: `- ${name}`, value }))
  return [
    { name: 'seed', value: seed },
    { name: 'kills', value: sum(report.kills) },
    ...each(report.kills),
    { name: 'other faults', value: sum(report.faults) },
    ...each(report.faults),
    { name: 'translations', value: translations },
    { name: 'webhooks received', value: webhooks },
    { name: 'attempts that another worker took over', value: report.takenOver },
    { name: 'streams that went on at another node', value: report.movedStreams },
    { name: 'backups restored', value: report.isBackedUp ? 1 : 0 },
    { name: 'broken promises', value: violations.length, atMost: 0 },
  ]
}
