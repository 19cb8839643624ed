import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { VideoTranslationClient } from 'video-translation-client'
import { createPipelineEngine, createServer, type PipelineOptions } from 'video-translation-server'
import { DEFAULT_PACKS, listPacks, pullPacks } from 'video-translation-server/models'
import type { BenchArguments } from './arguments.ts'
import { median } from './median.ts'
import { watchMemory } from './memory.ts'
import { processorSeconds } from './processor-time.ts'

const SAMPLE = resolve(import.meta.dirname, '../../samples/austen-en-25s.mp4')
const VOICES = { quantised: DEFAULT_PACKS, full: [...DEFAULT_PACKS, 'kokoro-full'] }
type Voice = keyof typeof VOICES

/** One translation on a warm server. */
interface Run {
  clipSeconds: number
  totalSeconds: number
  /** Seconds of each step, which are longer where steps overlap. */
  stepSeconds: Record<string, number>
  /** Processor seconds of all processes. */
  processorSeconds: number
}

/** Runs in the same way. */
interface Series {
  /** One a round, after the first round, which warms the servers. */
  runs: Run[]
  /** Highest sum over all processes at one instant. Shared pages count once. */
  peakBytes: number
}

interface Result {
  voice: Voice
  /** Steps one after another, each with its model alone in memory. */
  alone: Series
  /** The same with models that stay in memory, which needs more of it. */
  inTurn: Series
  /** As a server does it. */
  overlapped: Series
  /** Median of the whole translation. */
  totalSeconds: number
  /** Median of the total divided by the sum of the steps of the same round: alone, and in turn. */
  toAlone: number
  toInTurn: number
  /** The total divided by the clip's length; below 1 is faster than real time. */
  ratio: number
}

/**
 * Translates English to Spanish with a real server and each installed voice; `--voice` pulls one.
 * One step after another and as a server does it, in turn.
 */
export async function benchPipeline({ operands, json, voice, runs }: BenchArguments): Promise<void> {
  const file = operands[0] ? resolve(operands[0]) : SAMPLE
  const results: Result[] = []
  for (const each of await voicesToTry(voice)) {
    const result = await measure(file, each, runs)
    results.push(result)
    print(result)
  }
  const document = { benchmark: 'pipeline', file: basename(file), machine: describeMachine(), results }
  if (json) await writeFile(json, `${JSON.stringify(document, undefined, 2)}\n`)
}

async function voicesToTry(wanted: string | undefined): Promise<Voice[]> {
  if (wanted !== undefined && !(wanted in VOICES)) {
    throw new Error(`There is no voice "${wanted}"; there are ${Object.keys(VOICES).join(' and ')}.`)
  }
  const voices = wanted === undefined ? await installedVoices() : [wanted as Voice]
  for (const voice of voices) await pullPacks(VOICES[voice])
  return voices
}

/** The quantised voice is always measured, because a translation pulls it by default. */
async function installedVoices(): Promise<Voice[]> {
  const full = (await listPacks()).find(({ name }) => name === 'kokoro-full')
  return full?.installed ? ['quantised', 'full'] : ['quantised']
}

/** The ways alternate, so that all meet the same machine. Their memory is measured apart. */
async function measure(file: string, voice: Voice, count: number): Promise<Result> {
  const ways: PipelineOptions[] = [
    { voice, overlap: false, modelMemoryBytes: 0 },
    { voice, overlap: false },
    { voice },
  ]
  const peaks: number[] = []
  for (const way of ways) peaks.push(await measureMemory(file, way))
  const runs = await alternate(file, ways, count)
  const [alone, inTurn, overlapped] = ways.map((_, way) => ({
    runs: runs.map((round) => round[way] as Run),
    peakBytes: peaks[way] as number,
  })) as [Series, Series, Series]
  return {
    voice,
    alone,
    inTurn,
    overlapped,
    totalSeconds: median(overlapped.runs.map((run) => run.totalSeconds)),
    toAlone: medianRatio(overlapped, alone),
    toInTurn: medianRatio(overlapped, inTurn),
    ratio: median(overlapped.runs.map((run) => run.totalSeconds / run.clipSeconds)),
  }
}

/** The total of a run divided by the sum of the steps in the same round. */
function medianRatio(overlapped: Series, stepwise: Series): number {
  return median(
    overlapped.runs.map(
      ({ totalSeconds }, round) => totalSeconds / sumOf((stepwise.runs[round] as Run).stepSeconds),
    ),
  )
}

function secondsOfClip({ runs }: Series): number {
  return runs[0]?.clipSeconds ?? Number.NaN
}

function sumOf(stepSeconds: Record<string, number>): number {
  return Object.values(stepSeconds).reduce((sum, seconds) => sum + seconds, 0)
}

/** The second translation meets models that are loaded. */
async function measureMemory(file: string, options: PipelineOptions): Promise<number> {
  await using server = await startServer(options)
  const memory = watchMemory()
  try {
    for (let run = 0; run < 2; run++) await runOnce(server.client, file)
    return memory.stop()
  } finally {
    memory.stop()
  }
}

/** @returns rounds with a run of each way, after a first round that warms the servers. */
async function alternate(file: string, ways: PipelineOptions[], count: number): Promise<Run[][]> {
  await using stack = new AsyncDisposableStack()
  const clients: VideoTranslationClient[] = []
  for (const way of ways) clients.push(stack.use(await startServer(way)).client)
  const rounds: Run[][] = []
  for (let at = 0; at <= count; at++) {
    const round: Run[] = []
    for (const client of clients) round.push(await runOnce(client, file))
    rounds.push(round)
  }
  return rounds.slice(1)
}

async function startServer(options: PipelineOptions) {
  const stack = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-'))
  stack.defer(async () => await rm(dataDir, { recursive: true, force: true }))
  const engines = [createPipelineEngine(options)]
  const server = stack.use(await createServer({ dataDir, logLevel: 'silent', engines }))
  const client = stack.use(new VideoTranslationClient(await server.listen()))
  return { client, [Symbol.asyncDispose]: async () => await stack.disposeAsync() }
}

async function runOnce(client: VideoTranslationClient, file: string): Promise<Run> {
  const source = await openAsBlob(file)
  const before = processorSeconds()
  const request = { source, name: basename(file), from: 'en', to: ['es'] }
  const { id, startedAt, finishedAt, source: facts } = await client.translate(request)
  const used = processorSeconds() - before
  const report = await (await client.download(id, 'es.report.json')).text()
  const { stagesMs } = JSON.parse(report) as { stagesMs: Record<string, number> }
  return {
    clipSeconds: facts.durationSeconds ?? Number.NaN,
    totalSeconds: (Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '')) / 1000,
    stepSeconds: Object.fromEntries(Object.entries(stagesMs).map(([step, ms]) => [step, ms / 1000])),
    processorSeconds: used,
  }
}

function medianSteps({ runs }: Series): Record<string, number> {
  const steps = Object.keys(runs[0]?.stepSeconds ?? {})
  return Object.fromEntries(
    steps.map((step) => [step, median(runs.map(({ stepSeconds }) => stepSeconds[step] ?? 0))]),
  )
}

function print(result: Result): void {
  const { voice, alone, inTurn, overlapped, totalSeconds, toAlone, toInTurn, ratio } = result
  const clip = `a clip of ${secondsOfClip(overlapped).toFixed(1)} s`
  console.log(`\n${voice} voice, ${clip}, medians of ${overlapped.runs.length} on a warm server`)
  printSteps('one step after another, each with its model alone in memory:', alone)
  printSteps('the same with models that stay in memory:', inTurn)
  console.log('as a server does it:')
  console.log(row('total', totalSeconds, `   ${seriesFacts(overlapped)}`))
  console.log(
    `  ${toAlone.toFixed(2)} x the sum of the steps alone, ${toInTurn.toFixed(2)} x that with models in memory, ` +
      `${ratio.toFixed(2)} x the clip's length`,
  )
  console.log(`  from ${overlapped.runs.map((run) => run.totalSeconds.toFixed(1)).join(', ')} s`)
}

function printSteps(title: string, series: Series): void {
  const steps = medianSteps(series)
  const sum = sumOf(steps)
  console.log(title)
  for (const [step, seconds] of Object.entries(steps))
    console.log(row(step, seconds, `${((100 * seconds) / sum).toFixed(0)} %`.padStart(6)))
  console.log(row('their sum', sum, `   ${seriesFacts(series)}`))
}

function row(name: string, seconds: number, rest: string): string {
  return `  ${name.padEnd(12)}${seconds.toFixed(2).padStart(8)} s${rest}`
}

function seriesFacts({ runs, peakBytes }: Series): string {
  const cores = median(runs.map((run) => run.processorSeconds / run.totalSeconds))
  const megabytes = (peakBytes / 1e6).toFixed(0)
  return `${cores.toFixed(2)} cores busy; PSS of all processes at most ${megabytes} MB`
}

function describeMachine() {
  return {
    cores: availableParallelism(),
    model: cpus()[0]?.model.trim(),
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
    // On a busy machine the figures mean little.
    loadAverage: loadavg()[0],
    at: new Date().toISOString(),
  }
}
