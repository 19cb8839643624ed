// `npm run bench -- NAME`: measurements that are claims of the documents. Each prints a table, and writes JSON with --json.
import { parseArgs } from 'node:util'
import { benchPipeline } from './pipeline.ts'

/** How a benchmark is called. */
export interface BenchArguments {
  /** What stands after the name. */
  operands: string[]
  /** File to write the result to. */
  json: string | undefined
  voice: string | undefined
}

interface Benchmark {
  usage: string
  run(args: BenchArguments): Promise<void>
}

const BENCHMARKS: Record<string, Benchmark> = {
  pipeline: {
    usage:
      'pipeline [FILE] [--voice quantised|full] [--json OUT]   time, share of each stage and peak memory of a real translation',
    run: benchPipeline,
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, voice: { type: 'string' } },
})
const [name = '', ...operands] = positionals
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined

if (benchmark) {
  await benchmark.run({ operands, json: values.json, voice: values.voice })
} else {
  if (name) console.error(`There is no benchmark "${name}".`)
  console.log('The benchmarks are:')
  for (const { usage } of Object.values(BENCHMARKS)) console.log(`  npm run bench -- ${usage}`)
  process.exitCode = name ? 2 : 0
}
