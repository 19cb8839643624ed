import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { openAsBlob } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { VideoTranslationClient } from 'video-translation-client'
import { preview } from 'video-translation-client/studio'
import { createPipelineEngine, createServer } from 'video-translation-server'
import { DEFAULT_PACKS, pullPacks } from 'video-translation-server/models'
import { createKokoroSynthesizer } from '../../packages/server/src/lib/engines/pipeline/speech/kokoro.ts'
import type { BenchArguments } from './arguments.ts'
import { loopSound } from './loop-sound.ts'
import { median } from './median.ts'

const SAMPLE = resolve(import.meta.dirname, '../../samples/austen-en-25s.mp4')
/** Long enough that the job speaks during all previews. */
const LONG_JOB_SECONDS = 300
/** About five seconds each. The first one warms the voice. */
const LINES = [
  'Buenos días a todos, muchas gracias por venir tan temprano, vamos a empezar dentro de unos minutos.',
  'La semana pasada visitamos una pequeña ciudad al norte del país, muy cerca de las altas montañas.',
  'Nadie esperaba que la reunión durase tanto tiempo, pero al final todos pensamos que valió la pena.',
  'Cuando llegó por fin la primavera, los campos se llenaron otra vez de flores de muchos colores.',
  'Mi abuela contaba siempre las mismas historias de su pueblo, y nosotros nunca nos cansábamos de oírlas.',
  'El tren de la mañana salió con mucho retraso, porque había nevado en la sierra durante toda la noche.',
] as const
/** As long, because what was spoken is kept. */
const OTHER_LINES = [
  'Buenas noches a todos, muchas gracias por esperar tanto, vamos a terminar dentro de pocos minutos.',
  'El verano pasado recorrimos una antigua ciudad al sur del país, muy cerca de las grandes playas.',
  'Todos esperaban que la función durase poco tiempo, pero al final nadie quiso marcharse de la sala.',
  'Cuando terminó por fin el otoño, los árboles se quedaron otra vez sin hojas en todas las calles.',
  'Mi padre cantaba siempre las mismas canciones de su tierra, y nosotros nunca queríamos dejar de oírlas.',
  'El barco de la tarde llegó con mucho adelanto, porque había soplado en la costa un viento favorable.',
] as const

interface Result {
  /** Median seconds to speak a line without a server, with all threads. */
  directSeconds: number
  /** The median length of what is heard. */
  spokenSeconds: number
  idle: Latency
  /** While a long job speaks. */
  busy: Latency
  /** On a busy machine the figures mean little. */
  loadAverage: number
}

/** Seconds until the answer to a preview. */
interface Latency {
  /** The first line, which loads the model. */
  first: number
  median: number
  worst: number
  /** A line that was heard before. */
  repeated: number
  /** The median beside that of speaking the line without a server. */
  ratio: number
}

/** Hears lines of five seconds on a warm server, alone and while a long job speaks. */
export async function benchPreview({ voice, json }: BenchArguments): Promise<void> {
  await pullPacks([...DEFAULT_PACKS, ...(voice === 'full' ? ['kokoro-full'] : [])])
  const variant = voice === 'full' || voice === 'quantised' ? voice : 'auto'
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const result = await measureServer(variant, folder, await measureDirectly(variant, folder))
    print(result)
    if (json) await writeFile(json, `${JSON.stringify({ benchmark: 'preview', ...result }, undefined, 2)}\n`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Variant = 'full' | 'quantised' | 'auto'

type Direct = Pick<Result, 'directSeconds' | 'spokenSeconds'>

async function measureDirectly(variant: Variant, folder: string): Promise<Direct> {
  const voice = createKokoroSynthesizer({ variant })
  const path = join(folder, 'direct.wav')
  const { signal } = new AbortController()
  const spoken: number[] = []
  try {
    const seconds = await timesOf(LINES, async (text) => {
      const speech = await voice.speak(text, { language: 'es', speed: 1, path, signal, isUrgent: true })
      spoken.push(speech.seconds)
    })
    return { directSeconds: median(seconds.slice(1)), spokenSeconds: median(spoken) }
  } finally {
    await voice.close?.()
  }
}

async function measureServer(variant: Variant, folder: string, direct: Direct): Promise<Result> {
  await using server = await createServer({
    dataDir: join(folder, 'data'),
    logLevel: 'silent',
    engines: [createPipelineEngine({ voice: variant })],
  })
  await using client = new VideoTranslationClient(await server.listen())
  const hear = await prepareLine(client)
  const idle = await latencyOf(LINES, hear, direct)
  const stop = await startLongJob(client, folder)
  const loadAverage = loadavg()[0] ?? 0
  const busy = await latencyOf(OTHER_LINES, hear, direct)
  await stop()
  return { ...direct, idle, busy, loadAverage }
}

/** Translates a short video, and lets lines be heard in the longest of its cues. */
async function prepareLine(client: VideoTranslationClient): Promise<(text: string) => Promise<void>> {
  const source = await openAsBlob(SAMPLE)
  const { id } = await client.translate({ source, name: 'talk.mp4', from: 'en', to: ['es'] })
  const { items } = await client.cues(id, { target: 'es' })
  const [longest] = items.toSorted((one, other) => other.end - other.start - (one.end - one.start))
  if (longest === undefined) throw new Error(`${SAMPLE} has no speech.`)
  const { id: cue } = longest
  return async (text) => void (await preview(client, id, { target: 'es', cue, text }))
}

/** Resolves when the job speaks, with what stops it. */
async function startLongJob(client: VideoTranslationClient, folder: string): Promise<() => Promise<void>> {
  const source = await openAsBlob(await loopSound(SAMPLE, LONG_JOB_SECONDS, folder))
  const { id } = await client.create({ source, name: 'long.wav', from: 'en', to: ['es'] })
  for await (const { stage, status } of client.watch(id)) {
    if (stage === 'synthesize') break
    if (status === 'error') throw new Error('The long job failed.')
  }
  return async () => {
    const { stage, status } = await client.get(id)
    if (stage !== 'synthesize') console.log(`The long job was at ${stage ?? status} before the end.`)
    await client.cancel(id)
  }
}

async function latencyOf(
  lines: readonly string[],
  hear: (text: string) => Promise<void>,
  { directSeconds }: Direct,
): Promise<Latency> {
  const [first = NaN, ...others] = await timesOf(lines, hear)
  const [repeated = NaN] = await timesOf(lines.slice(-1), hear)
  const usual = median(others)
  return { first, median: usual, worst: Math.max(...others), repeated, ratio: usual / directSeconds }
}

async function timesOf(lines: readonly string[], speak: (text: string) => Promise<void>): Promise<number[]> {
  const seconds: number[] = []
  for (const line of lines) {
    const startedAt = performance.now()
    await speak(line)
    seconds.push((performance.now() - startedAt) / 1000)
  }
  return seconds
}

function print({ directSeconds, spokenSeconds, idle, busy, loadAverage }: Result): void {
  console.log(`A line of ${spokenSeconds.toFixed(1)} s without a server: ${directSeconds.toFixed(2)} s.`)
  for (const [name, latency] of Object.entries({ 'on an idle server': idle, 'beside a long job': busy })) {
    const { first, median, worst, repeated, ratio } = latency
    const figures = `${median.toFixed(2)} s (${ratio.toFixed(2)} x), at worst ${worst.toFixed(2)} s`
    console.log(`${name}: ${figures}; first ${first.toFixed(2)} s; again ${repeated.toFixed(2)} s`)
  }
  console.log(`Load average: ${loadAverage.toFixed(1)}.`)
}
