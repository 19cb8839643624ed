import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { VideoTranslationClient } from 'video-translation-client'
import { createPipelineEngine, createServer } from 'video-translation-server'
import { pullPacks } from 'video-translation-server/models'
import type { BenchArguments } from './arguments.ts'
import { loopSound } from './loop-sound.ts'
import { watchMemory } from './memory.ts'

const SAMPLE = resolve(import.meta.dirname, '../../samples/austen-en-25s.mp4')
const SECONDS = 300
const RUNS = 3

interface Result {
  clipSeconds: number
  /** Seconds of each run after the first, which warms the server. */
  totalSeconds: number[]
  /** The median divided by the clip's length; below 1 is faster than real time. */
  ratio: number
  peakBytes: number
  /** On a busy machine the figures mean little. */
  loadAverage: number
}

/** Makes Spanish subtitles for five minutes of English, several times on one server. */
export async function benchSubtitles({ operands, quick, json }: BenchArguments): Promise<void> {
  await pullPacks(['silero-vad', 'moonshine-base-en'])
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  const memory = watchMemory()
  try {
    const file = await loopSound(operands[0] ? resolve(operands[0]) : SAMPLE, SECONDS, folder)
    const seconds = await measure(file, join(folder, 'data'), quick ? 1 : RUNS)
    const ratio = median(seconds) / SECONDS
    const loadAverage = loadavg()[0] ?? 0
    const peakBytes = memory.stop()
    const result: Result = { clipSeconds: SECONDS, totalSeconds: seconds, ratio, peakBytes, loadAverage }
    console.log(
      `${SECONDS} s of English: ${ratio.toFixed(3)} x the length; ${Math.round(peakBytes / 1e6)} MB`,
    )
    if (json)
      await writeFile(json, `${JSON.stringify({ benchmark: 'subtitles', ...result }, undefined, 2)}\n`)
  } finally {
    memory.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(file: string, dataDir: string, runs: number): Promise<number[]> {
  const engines = [createPipelineEngine()]
  await using server = await createServer({ dataDir, logLevel: 'silent', engines })
  await using client = new VideoTranslationClient(await server.listen())
  const source = await openAsBlob(file)
  const request = { source, name: 'talk.wav', from: 'en', to: ['es'], options: { only: 'subtitles' } }
  const seconds: number[] = []
  for (let count = 0; count <= runs; count++) {
    const { startedAt = '', finishedAt = '' } = await client.translate(request)
    seconds.push((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)
  }
  return seconds.slice(1)
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
