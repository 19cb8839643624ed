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
  /** After the first run, which warms the server. */
  runs: Run[]
  /** The highest sum over all processes at one instant, of all runs. Shared pages count once. */
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
  /** The total divided by the sum of the steps: alone, and in turn. */
  toAlone: number
  toInTurn: number
  /** The total divided by the clip's length; below 1 is faster than real time. */
  ratio: number
}

/**
 * Translates English to Spanish with a real server and each installed voice; `--voice` pulls one.
 * First with one step after another, then as a server does it.
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

async function measure(file: string, voice: Voice, count: number): Promise<Result> {
  const alone = await runSeries(file, { voice, overlap: false, modelMemoryBytes: 0 }, count)
  const inTurn = await runSeries(file, { voice, overlap: false }, count)
  const overlapped = await runSeries(file, { voice }, count)
  const totalSeconds = median(overlapped.runs.map((run) => run.totalSeconds))
  return {
    voice,
    alone,
    inTurn,
    overlapped,
    totalSeconds,
    toAlone: totalSeconds / sumOfSteps(alone),
    toInTurn: totalSeconds / sumOfSteps(inTurn),
    ratio: totalSeconds / secondsOfClip(overlapped),
  }
}

function secondsOfClip({ runs }: Series): number {
  return runs[0]?.clipSeconds ?? Number.NaN
}

function sumOfSteps(series: Series): number {
  return Object.values(medianSteps(series)).reduce((sum, seconds) => sum + seconds, 0)
}

/** Several translations of a file, one after the other on one server. */
async function runSeries(file: string, options: PipelineOptions, count: number): Promise<Series> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-'))
  const memory = watchMemory()
  try {
    const engines = [createPipelineEngine(options)]
    await using server = await createServer({ dataDir, logLevel: 'silent', engines })
    await using client = new VideoTranslationClient(await server.listen())
    const runs: Run[] = []
    for (let at = 0; at <= count; at++) runs.push(await runOnce(client, file))
    return { runs: runs.slice(1), peakBytes: memory.stop() }
  } finally {
    memory.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
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
  const sum = sumOfSteps(series)
  console.log(title)
  for (const [step, seconds] of Object.entries(medianSteps(series)))
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
