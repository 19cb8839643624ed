import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { VideoTranslationClient, type Translation, type TranslationEvent } from 'video-translation-client'
import { createPipelineEngine, createServer } from 'video-translation-server'
import { DEFAULT_PACKS, listPacks, pullPacks } from 'video-translation-server/models'
import type { BenchArguments } from './arguments.ts'
import { watchMemory } from './memory.ts'

const SAMPLE = resolve(import.meta.dirname, '../../samples/austen-en-25s.mp4')
const VOICES = { quantised: DEFAULT_PACKS, full: [...DEFAULT_PACKS, 'kokoro-full'] }
type Voice = keyof typeof VOICES

interface Result {
  voice: Voice
  clipSeconds: number
  totalSeconds: number
  /** The total divided by the clip's length; below 1 is faster than real time. */
  ratio: number
  stageSeconds: Record<string, number>
  /** The highest sum over all processes at one instant. */
  peakBytes: number
}

/**
 * Translates English to Spanish with a real server and each installed voice; `--voice` pulls one.
 */
export async function benchPipeline({ operands, json, voice }: BenchArguments): Promise<void> {
  const file = operands[0] ? resolve(operands[0]) : SAMPLE
  const results: Result[] = []
  for (const each of await voicesToTry(voice)) {
    const result = await measure(file, each)
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

async function measure(file: string, voice: Voice): Promise<Result> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-'))
  const memory = watchMemory()
  try {
    const { translation, events } = await translate(file, voice, dataDir)
    return { voice, ...timesOf(translation, events), peakBytes: memory.stop() }
  } finally {
    memory.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function translate(file: string, voice: Voice, dataDir: string) {
  await using server = await createServer({
    dataDir,
    logLevel: 'silent',
    engines: [createPipelineEngine({ voice })],
  })
  await using client = new VideoTranslationClient(await server.listen())
  const source = await openAsBlob(file)
  const translation = await client.translate({ source, name: basename(file), from: 'en', to: ['es'] })
  return { translation, events: await client.events(translation.id) }
}

function timesOf({ startedAt, finishedAt, source }: Translation, events: TranslationEvent[]) {
  const clipSeconds = source.durationSeconds ?? Number.NaN
  const totalSeconds = secondsBetween(startedAt, finishedAt)
  const stages = events.filter(({ type, stage }) => type === 'stage' && stage)
  const stageSeconds: Record<string, number> = {}
  stages.forEach(({ stage = '', at }, index) => {
    stageSeconds[stage] = (stageSeconds[stage] ?? 0) + secondsBetween(at, stages[index + 1]?.at ?? finishedAt)
  })
  return { clipSeconds, totalSeconds, ratio: totalSeconds / clipSeconds, stageSeconds }
}

function secondsBetween(from: string | undefined, to: string | undefined): number {
  return from && to ? (Date.parse(to) - Date.parse(from)) / 1000 : 0
}

function print({ voice, clipSeconds, totalSeconds, ratio, stageSeconds, peakBytes }: Result): void {
  console.log(`\n${voice} voice, a clip of ${clipSeconds.toFixed(1)} s`)
  for (const [stage, seconds] of Object.entries(stageSeconds)) {
    const share = `${((100 * seconds) / totalSeconds).toFixed(0)} %`.padStart(6)
    console.log(`  ${stage.padEnd(12)}${seconds.toFixed(2).padStart(8)} s${share}`)
  }
  console.log(
    `  ${'total'.padEnd(12)}${totalSeconds.toFixed(2).padStart(8)} s   ${ratio.toFixed(2)} x the clip's length`,
  )
  console.log(`  peak memory of all processes together: ${(peakBytes / 1e6).toFixed(0)} MB`)
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
