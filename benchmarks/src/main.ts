// `npm run bench -- NAME` measures the claims of the documents. Each benchmark prints tables, and
// writes JSON with --json.
import { parseArgs } from 'node:util'
import type { BenchArguments } from './arguments.ts'
import { benchCapacity } from './capacity.ts'
import { benchCorrection } from './correction.ts'
import { benchDashboard } from './dashboard.ts'
import { benchLighthouse } from './lighthouse.ts'
import { benchMany } from './many.ts'
import { benchPipeline } from './pipeline.ts'
import { benchPreview } from './preview.ts'
import { benchQuality } from './quality.ts'
import { benchStore } from './store.ts'
import { benchSubtitles } from './subtitles.ts'
import { benchVoices } from './voices.ts'
import { benchWaiting } from './waiting.ts'

interface Benchmark {
  usage: string
  run(args: BenchArguments): Promise<void>
}

const BENCHMARKS: Record<string, Benchmark> = {
  pipeline: {
    usage:
      'pipeline [FILE] [--voice quantised|full] [--runs N] [--json OUT]   time and memory of a real translation, beside its steps one after another',
    run: benchPipeline,
  },
  subtitles: {
    usage:
      'subtitles [FILE] [--minutes N] [--quick] [--json OUT]   time, memory and disk of subtitles alone on a warm server, for minutes of English',
    run: benchSubtitles,
  },
  correction: {
    usage:
      'correction [FILE] [--voice quantised|full] [--json OUT]   time until one corrected line is in the video, beside the whole translation',
    run: benchCorrection,
  },
  preview: {
    usage:
      'preview [--voice quantised|full] [--json OUT]   time until a line of five seconds is heard, alone and beside a long job',
    run: benchPreview,
  },
  voices: {
    usage:
      'voices [--json OUT]   time of the Kokoro models as they are installed, beside those that are published',
    run: benchVoices,
  },
  quality: {
    usage:
      'quality [FOLDER] [--voice SYNTHESIZER] [--json OUT]   errors, language, cues, time and memory of recognition, and the dub, for clips with their text',
    run: benchQuality,
  },
  waiting: {
    usage:
      'waiting [--seed N] [--law FILE] [--quick] [--json OUT] [--svg PLOT]   how late each schedule notices an end, and how often it asks',
    run: benchWaiting,
  },
  store: {
    usage:
      'store [--quick] [--json OUT]   creates, claims and completes per second on SQLite and PostgreSQL, beside bare inserts',
    run: benchStore,
  },
  capacity: {
    usage: 'capacity [--json OUT]   what so many dubbed minutes a day need, computed from measured figures',
    run: benchCapacity,
  },
  many: {
    usage:
      'many [--jobs N] [--json OUT]   waiting for very many jobs at once: requests, processor time, memory, delay',
    run: benchMany,
  },
  dashboard: {
    usage:
      'dashboard [--quick] [--json OUT]   what a browser feels: long tasks and memory under load, answers to keys in the studio',
    run: benchDashboard,
  },
  lighthouse: {
    usage:
      'lighthouse [PAGE|DEVICE...] [--quick] [--json OUT]   scores of each page of the dashboard, median of five',
    run: benchLighthouse,
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    voice: { type: 'string' },
    seed: { type: 'string', default: '1' },
    law: { type: 'string' },
    svg: { type: 'string' },
    quick: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '5' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
const [name = '', ...operands] = positionals
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined

if (benchmark && !values.help) {
  await benchmark.run({ ...values, operands, ...counts() })
} else {
  if (name && !benchmark) console.error(`There is no benchmark "${name}".`)
  console.log(benchmark ? 'The benchmark is:' : 'The benchmarks are:')
  for (const { usage } of benchmark ? [benchmark] : Object.values(BENCHMARKS))
    console.log(`  npm run bench -- ${usage}`)
  process.exitCode = name && !benchmark ? 2 : 0
}

function counts() {
  return { seed: count('seed'), jobs: count('jobs'), runs: count('runs'), minutes: count('minutes') }
}

function count(option: 'seed' | 'jobs' | 'runs' | 'minutes'): number {
  const value = Number(values[option])
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`--${option} must be a whole number, not ${values[option]}.`)
}
