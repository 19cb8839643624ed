import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_PACKS, pullPacks } from 'video-translation-server/models'
import { loadSherpa, type SherpaVoice } from '../../packages/server/src/lib/engines/pipeline/speech/sherpa.ts'
import { folderOf } from '../../packages/server/src/lib/models/cache-folder.ts'
import { findPack } from '../../packages/server/src/lib/models/catalogue.ts'
import { packFolder } from '../../packages/server/src/lib/engines/pipeline/inference/packs-needed.ts'
import { kokoroMetadata } from '../../packages/server/src/lib/models/kokoro/format.ts'
import type { Pack } from '../../packages/server/src/lib/models/pack.ts'
import { pullPack } from '../../packages/server/src/lib/models/pull.ts'
import type { BenchArguments } from './arguments.ts'
import { median } from './median.ts'

const LINES = [
  'La semana pasada visitamos una pequeña ciudad al norte del país, muy cerca de las altas montañas.',
  'Nadie esperaba que la reunión durase tanto tiempo, pero al final todos pensamos que valió la pena.',
  'Cuando llegó por fin la primavera, los campos se llenaron otra vez de flores de muchos colores.',
] as const
const ROUNDS = 3
/** The Spanish voice of `voices.bin`. */
const SPEAKER = 28

interface Row {
  pack: string
  model: string
  threads: number
  /** Seconds of processor time for a second of speech. */
  processorSeconds: number
  /** The same of wall time. */
  seconds: number
  /** Processor time beside that of the published model. */
  ratio: number
  /** Level of the speech above its difference from that of the published model. */
  decibels: number
}

/** Speaks with each form of the Kokoro models, beside the models as they are published. */
export async function benchVoices({ json }: BenchArguments): Promise<void> {
  await pullPacks([...DEFAULT_PACKS, 'kokoro-full'])
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  const rows: Row[] = []
  try {
    for (const pack of ['kokoro', 'kokoro-full']) {
      const published = await publishedModel(pack, folder)
      for (const threads of [1, 2]) rows.push(...(await measurePack(pack, published, threads)))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  print(rows)
  if (json) await writeFile(json, `${JSON.stringify({ benchmark: 'voices', rows }, undefined, 2)}\n`)
}

/** The model as it is published, with the metadata that the inference library needs. */
async function publishedModel(name: string, cacheFolder: string): Promise<string> {
  const { recipe: _, ...pack } = findPack(name) as Pack
  await pullPack(pack, { cacheFolder })
  const parts = pack.files.map(({ path }) => path).filter((path) => /model|part/.test(path))
  const bytes = await Promise.all(parts.map((path) => readFile(join(folderOf(pack, cacheFolder), path))))
  const path = join(cacheFolder, `${name}.onnx`)
  await writeFile(path, Buffer.concat([...bytes, kokoroMetadata()]))
  return path
}

/** All models take turns, so that they meet the same machine. */
async function measurePack(pack: string, published: string, threads: number): Promise<Row[]> {
  const folder = await packFolder(pack)
  const models = {
    published,
    'model.onnx': join(folder, 'model.onnx'),
    'urgent.onnx': join(folder, 'urgent.onnx'),
  }
  const voices = await Promise.all(Object.values(models).map((path) => load(path, threads)))
  const takes: Take[][] = voices.map(() => [])
  for (let round = 0; round < ROUNDS; round++) {
    for (const line of LINES) {
      for (const [index, voice] of voices.entries()) takes[index]?.push(await speak(voice, line))
    }
  }
  const [first = []] = takes
  return Object.keys(models).map((model, index) => rowOf({ pack, model, threads }, takes[index] ?? [], first))
}

interface Take {
  samples: Float32Array
  processorSeconds: number
  seconds: number
}

async function load(model: string, threads: number): Promise<SherpaVoice> {
  const [base, dataDir] = await Promise.all([packFolder('kokoro'), packFolder('espeak-ng-data')])
  const [tokens, voices] = [join(base, 'tokens.txt'), join(base, 'voices.bin')]
  const kokoro = { model, tokens, voices, dataDir, lang: 'es' }
  return await loadSherpa().OfflineTts.createAsync({
    model: { kokoro, numThreads: threads, provider: 'cpu', debug: 0 },
    maxNumSentences: 1,
  })
}

async function speak(voice: SherpaVoice, text: string): Promise<Take> {
  const [startedAt, before] = [performance.now(), process.cpuUsage()]
  const request = { text, sid: SPEAKER, speed: 1, enableExternalBuffer: false }
  const { samples, sampleRate } = await voice.generateAsync(request)
  const { user, system } = process.cpuUsage(before)
  const spokenSeconds = samples.length / sampleRate
  return {
    samples,
    processorSeconds: (user + system) / 1e6 / spokenSeconds,
    seconds: (performance.now() - startedAt) / 1000 / spokenSeconds,
  }
}

function rowOf(
  names: Pick<Row, 'pack' | 'model' | 'threads'>,
  takes: readonly Take[],
  published: readonly Take[],
): Row {
  const processorSeconds = median(takes.map((take) => take.processorSeconds))
  return {
    ...names,
    processorSeconds,
    seconds: median(takes.map((take) => take.seconds)),
    ratio: processorSeconds / median(published.map((take) => take.processorSeconds)),
    decibels: median(
      takes.map(({ samples }, index) => likeness(samples, published[index]?.samples ?? samples)),
    ),
  }
}

function likeness(samples: Float32Array, wanted: Float32Array): number {
  const difference = wanted.map((value, index) => value - (samples[index] ?? 0))
  return 10 * Math.log10(energy(wanted) / energy(difference))
}

function energy(samples: Float32Array): number {
  return samples.reduce((sum, value) => sum + value * value, 0)
}

function print(rows: readonly Row[]): void {
  console.log(`${cpus()[0]?.model}: seconds for a second of speech`)
  console.log(
    'pack, model, threads: processor time, wall time; beside the published model; level above the difference',
  )
  for (const { pack, model, threads, processorSeconds, seconds, ratio, decibels } of rows) {
    const times = `${processorSeconds.toFixed(2)}, ${seconds.toFixed(2)}`
    console.log(`${pack}, ${model}, ${threads}: ${times}; ${ratio.toFixed(2)} x; ${decibels.toFixed(0)} dB`)
  }
}
