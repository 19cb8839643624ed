import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { VideoTranslationClient } from 'video-translation-client'
import { createPipelineEngine, createServer } from 'video-translation-server'
import { pullPacks } from 'video-translation-server/models'
import type { BenchArguments } from './arguments.ts'
import { watchFolder } from './folder-size.ts'
import { loopSound } from './loop-sound.ts'
import { median } from './median.ts'
import { watchMemory } from './memory.ts'

const SAMPLE = resolve(import.meta.dirname, '../../samples/austen-en-25s.mp4')
const RUNS = 3
/** From this length on, one run says enough: a warm server saves seconds. */
const LONG_MINUTES = 60

interface Result {
  clipSeconds: number
  /** Seconds of each run after the first, which warms the server, or of the only one. */
  totalSeconds: number[]
  /** The median divided by the clip's length; below 1 is faster than real time. */
  ratio: number
  /** The highest sum over all processes; shared pages count once. */
  peakBytes: number
  /** The most that the server's files took beside the uploaded source. */
  diskBytes: number
  /** On a busy machine the figures mean little. */
  loadAverage: number
}

/** Makes Spanish subtitles for minutes of English, several times on one server. */
export async function benchSubtitles({ operands, quick, minutes, json }: BenchArguments): Promise<void> {
  await pullPacks(['silero-vad', 'moonshine-base-en'])
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  const memory = watchMemory()
  try {
    const clipSeconds = minutes * 60
    const file = await loopSound(operands[0] ? resolve(operands[0]) : SAMPLE, clipSeconds, folder)
    const { seconds, diskBytes } = await measure(file, join(folder, 'data'), runsOf(minutes, quick))
    const ratio = median(seconds) / clipSeconds
    const [loadAverage = 0, peakBytes] = [loadavg()[0], memory.stop()]
    const result: Result = { clipSeconds, totalSeconds: seconds, ratio, peakBytes, diskBytes, loadAverage }
    console.log(`${clipSeconds} s of English: ${ratio.toFixed(3)} x the length; ${megabytes(result)}`)
    if (json)
      await writeFile(json, `${JSON.stringify({ benchmark: 'subtitles', ...result }, undefined, 2)}\n`)
  } finally {
    memory.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs after the first one. */
function runsOf(minutes: number, quick: boolean): number {
  if (minutes >= LONG_MINUTES) return 0
  return quick ? 1 : RUNS
}

function megabytes({ peakBytes, diskBytes }: Result): string {
  const [memory, disk] = [peakBytes, diskBytes].map((bytes) => Math.round(bytes / 1e6))
  return `at most ${memory} MB of memory (PSS), and ${disk} MB of files beside the source`
}

async function measure(file: string, dataDir: string, runs: number) {
  const engines = [createPipelineEngine()]
  await using server = await createServer({ dataDir, logLevel: 'silent', engines })
  await using client = new VideoTranslationClient(await server.listen())
  const source = await openAsBlob(file)
  const request = { source, name: 'talk.wav', from: 'en', to: ['es'], options: { only: 'subtitles' } }
  const seconds: number[] = []
  const disk = watchFolder(dataDir, source.size)
  for (let count = 0; count <= runs; count++) {
    const { id, startedAt = '', finishedAt = '' } = await client.translate(request)
    seconds.push((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)
    await client.delete(id)
  }
  return { seconds: runs === 0 ? seconds : seconds.slice(1), diskBytes: disk.stop() }
}
