// `npm run soak -- [SUBJECT...] [--rounds N] [--seed N] [--json OUT]` checks promises under load,
// crashes and hostile neighbours. Each subject prints a table. The exit code is 1 when a promise
// was broken.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isKept, type Figure, type Subject } from './subject.ts'
import { tableOf } from './table.ts'

interface Report {
  name: string
  promise: string
  seconds: number
  figures: Figure[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const known = await subjectNames()
if (values.help) {
  console.log('npm run soak -- [SUBJECT...] [--rounds N] [--seed N] [--json OUT]')
  console.log(`The subjects are ${known.join(', ')}. docs/soak.md describes each.`)
  process.exit(0)
}
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`There is no subject ${unknown.join(', ')}. The subjects are: ${known.join(', ')}.`)
  process.exit(2)
}
const reports: Report[] = []
for (const name of positionals.length > 0 ? positionals : known) reports.push(await runSubject(name))
if (values.json) await writeFile(values.json, `${JSON.stringify(reports, undefined, 1)}\n`)
process.exit(reports.every(({ figures }) => figures.every(isKept)) ? 0 : 1)

async function subjectNames(): Promise<string[]> {
  const files = await readdir(new URL('subjects/', import.meta.url))
  return files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length))
}

async function runSubject(name: string): Promise<Report> {
  const { subject } = (await import(`./subjects/${name}.ts`)) as { subject: Subject }
  console.log(`\n## ${name}\n\n${subject.promise}\n`)
  const folder = await mkdtemp(join(tmpdir(), `soak-${name}-`))
  const startMs = performance.now()
  try {
    const figures = await subject.run({
      rounds: numberAsked('rounds'),
      seed: numberAsked('seed'),
      folder,
      tell: (line) => console.error(line),
    })
    const seconds = Math.round((performance.now() - startMs) / 1000)
    console.log(
      `${tableOf(figures)}\n\n${seconds} s, ${availableParallelism()} cores, Node ${process.version}.`,
    )
    return { name, promise: subject.promise, seconds, figures }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function numberAsked(name: 'rounds' | 'seed'): number | undefined {
  const value = values[name]
  if (value === undefined) return undefined
  const asked = Number(value)
  if (Number.isSafeInteger(asked) && asked > 0) return asked
  throw new Error(`--${name} must be a whole number above 0, not ${value}.`)
}
