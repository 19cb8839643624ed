import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { DEFAULT_PACKS, pullPacks } from 'video-translation-server/models'
import { createEspeakSynthesizer } from '../src/lib/engines/pipeline/speech/espeak.ts'
import { createKokoroSynthesizer } from '../src/lib/engines/pipeline/speech/kokoro.ts'
import { moonshine } from '../src/lib/engines/pipeline/recognition/sherpa/models.ts'
import { createSherpaTranscriber } from '../src/lib/engines/pipeline/recognition/sherpa/transcriber.ts'
import { findVoice } from '../src/lib/engines/pipeline/recognition/voice.ts'
import { createSpeechHost } from '../src/lib/engines/pipeline/speech/speech-host.ts'
import { openWav, writeWav } from '../src/lib/media/wav.ts'
import { findMediaTools } from '../src/lib/media/tools.ts'
import { descendantsOf, isAlive, killIfThere } from './support/processes.ts'
import { wordErrors } from './support/word-errors.ts'

const samples = fileURLToPath(new URL('../../../samples', import.meta.url))
const sentences = [
  'Y así, compatriotas, no pregunten qué puede hacer su país por ustedes.',
  'Haga clic en el botón azul para guardar los cambios y reinicie el servidor.',
]
const spokenForMinutes = Array(20).fill(sentences.join(' ')).join(' ')
const transcriber = createSherpaTranscriber(moonshine('en'))
const spanish = createSherpaTranscriber(moonshine('es'))
const voice = createKokoroSynthesizer({ variant: 'quantised' })
const never = new AbortController().signal
const listening = { signal: never, onProgress: () => undefined, onWarning: () => undefined }
let folder: string
/** The sentences at their own speed. */
let spoken: Clip[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speech-'))
  await pullPacks([...DEFAULT_PACKS, 'moonshine-base-es'])
  spoken = await Promise.all(sentences.map((text, index) => speak(text, `es-${index}.wav`)))
})

afterAll(async () => {
  await Promise.all([transcriber.close?.(), spanish.close?.(), voice.close?.()])
  await rm(folder, { recursive: true })
})

test('English speech is recognised, with at most one word in twenty wrong, in cues of one to seven seconds', async () => {
  const wav = join(folder, 'austen.wav')
  await toSpeech(join(samples, 'austen-en-25s.mp4'), wav, 0, 'anull')
  const cues = await transcriber.transcribe(wav, { ...listening, language: 'en' })
  const reference = await readFile(join(samples, 'austen-en-25s.txt'), 'utf8')
  expect(wordErrors(cues.map(({ text }) => text).join(' '), reference)).toBeLessThanOrEqual(0.05)
  expect(cues.length).toBeGreaterThanOrEqual(3)
  expect(cues.every(({ start, end }) => end - start >= 1 && end - start <= 7)).toBe(true)
  expect(cues.slice(1).every(({ start }, index) => start >= (cues[index]?.end ?? 0))).toBe(true)
})

test('quiet words are heard, wherever the recording starts', async () => {
  const heard: string[] = []
  for (const [start, volume] of [
    [0, -40],
    [3.1, -30],
  ] as const) {
    const wav = join(folder, `quiet${start}.wav`)
    await toSpeech(join(samples, 'jfk-en-11s.ogg'), wav, start, `volume=${volume}dB`)
    const cues = await transcriber.transcribe(wav, { ...listening, language: 'en' })
    heard.push(cues.map(({ text }) => text).join(' '))
  }
  expect(heard).toEqual(Array(2).fill(expect.stringMatching(/ask not what your country can do for you/i)))
})

test('a speaker who is 30 dB quieter than another one is heard', async () => {
  const [loud, quiet, mixed] = ['loud', 'soft', 'mixed'].map((name) => join(folder, `${name}.wav`))
  const source = join(samples, 'jfk-en-11s.ogg')
  await toSpeech(source, loud!, 0, 'atrim=end=3,asetpts=PTS-STARTPTS')
  await toSpeech(source, quiet!, 5, 'volume=-30dB,atrim=end=3,asetpts=PTS-STARTPTS')
  const parts = [loud!, quiet!, loud!, quiet!].flatMap((path) => ['-i', path])
  await ffmpeg(...parts, '-filter_complex', 'concat=n=4:v=0:a=1', '-c:a', 'pcm_s16le', mixed!)
  const cues = await transcriber.transcribe(mixed!, { ...listening, language: 'en' })
  const text = cues.map((cue) => cue.text).join(' ')
  expect(text.match(/country can do for you/gi)).toHaveLength(2)
})

test('an answer of less than a second that is 30 dB quieter than what surrounds it is found', async () => {
  const [loud, quiet, mixed] = ['before', 'answer', 'turns'].map((name) => join(folder, `${name}.wav`))
  const source = join(samples, 'jfk-en-11s.ogg')
  const cut = (seconds: number) => `atrim=end=${seconds},asetpts=PTS-STARTPTS,apad=pad_dur=0.25`
  await toSpeech(source, loud!, 0.3, cut(2))
  await toSpeech(source, quiet!, 6.8, `volume=-30dB,${cut(0.7)}`)
  const parts = [loud!, quiet!, loud!].flatMap((path) => ['-i', path])
  await ffmpeg(...parts, '-filter_complex', 'concat=n=3:v=0:a=1', '-c:a', 'pcm_s16le', mixed!)
  const host = createSpeechHost({ concurrency: 1 })
  onTestFinished(() => host.close())
  const { voice: found } = await findVoice(mixed!, host, undefined, {
    signal: never,
    silenceMs: 120_000,
    group: 'found',
  })
  expect(found).toHaveLength(3)
  expect(found[1]?.start).toBeGreaterThan(2)
  expect(found[1]?.end).toBeLessThan(3.2)
})

test('silence gives no cues', async () => {
  const wav = join(folder, 'silence.wav')
  await writeWav(wav, new Float32Array(16_000 * 5), 16_000)
  expect(await transcriber.transcribe(wav, { ...listening, language: 'en' })).toEqual([])
})

test('a Spanish recogniser understands what the Spanish voice says', async () => {
  const heard: string[] = []
  for (const { path } of spoken) {
    const wide = await at16kHz(path)
    const cues = await spanish.transcribe(wide, { ...listening, language: 'es' })
    heard.push(...cues.map(({ text }) => text))
  }
  expect(wordErrors(heard.join(' '), sentences.join(' '))).toBeLessThanOrEqual(0.15)
})

test('speech starts with the clip, and a faster speed shortens it by the requested factor', async () => {
  const own = spoken[0]!
  const wav = await openWav(own.path)
  const beginning = await wav.read(0, 0.15 * wav.sampleRate)
  await wav.close()
  expect(Math.max(...beginning)).toBeGreaterThan(0.01)
  const fast = await speak(sentences[0]!, 'fast.wav', 1.2)
  expect(own.seconds / fast.seconds).toBeGreaterThan(1.12)
  expect(own.seconds / fast.seconds).toBeLessThan(1.28)
})

test('numbers and signs are spoken, and a text without a letter is refused before it reaches native code', async () => {
  const { path } = await speak('24 % de 1 € & más.', 'signs.wav')
  expect(existsSync(path)).toBe(true)
  await expect(speak('... ¡!', 'nothing.wav')).rejects.toMatchObject({ code: 'nothing_to_speak' })
})

test('a process killed during a cue costs one retry of that cue only', async () => {
  const { own, processes } = await createOwnVoice()
  const options = { language: 'es', speed: 1, path: join(folder, 'killed.wav'), signal: never }
  const started = nextProcess()
  const speaking = own.speak('Así es, compatriotas.', options)
  const { pid = 0 } = await started
  // Stopped, it cannot be quicker than the test.
  process.kill(pid, 'SIGSTOP')
  await expect.poll(processes).toEqual([pid])
  killIfThere(pid)
  expect((await speaking).retries).toBe(1)
  expect(spoken.every(({ path }) => existsSync(path))).toBe(true)
  expect((await own.speak('Así es.', options)).retries).toBe(0)
})

test('a cancel during a cue rejects at once, and its process ends', async () => {
  const { own, processes } = await createOwnVoice()
  const stop = new AbortController()
  const path = join(folder, 'canceled.wav')
  const speaking = own.speak(spokenForMinutes, { language: 'es', speed: 1, path, signal: stop.signal })
  const rejected = expect(speaking).rejects.toThrow('canceled')
  await expect.poll(processes).toHaveLength(1)
  await sleep(500)
  stop.abort(new Error('canceled'))
  await rejected
  await expect.poll(processes).toEqual([])
  // It would be there after some minutes.
  expect(existsSync(path)).toBe(false)
})

test('an inference process ends when its server is killed', async () => {
  const kokoro = new URL('../src/lib/engines/pipeline/speech/kokoro.ts', import.meta.url).href
  const script = `
    import { createKokoroSynthesizer } from ${JSON.stringify(kokoro)}
    const voice = createKokoroSynthesizer({ variant: 'quantised' })
    const options = { language: 'es', speed: 1, path: ${JSON.stringify(join(folder, 'orphan.wav'))} }
    await voice.speak(${JSON.stringify(spokenForMinutes)}, { ...options, signal: new AbortController().signal })`
  const parent = spawn(process.execPath, [
    '--conditions=video-translation-source',
    '--input-type=module',
    '-e',
    script,
  ])
  await expect.poll(() => inferenceProcesses(parent.pid)).toHaveLength(1)
  await sleep(1000)
  const children = inferenceProcesses(parent.pid)
  killIfThere(parent.pid!)
  await expect.poll(() => children.filter(isAlive)).toEqual([])
})

test('espeak-ng speaks a language that Kokoro does not know', async () => {
  const robot = await createEspeakSynthesizer()
  expect(await voice.missing({ from: 'en', to: 'ca' })).toMatchObject({ code: 'unsupported_language' })
  expect(await robot.missing({ from: 'en', to: 'ca' })).toBeUndefined()
  // Its voices are named fr-fr, en-gb and pt-pt.
  for (const to of ['fr', 'en', 'pt']) expect(await robot.missing({ from: 'es', to })).toBeUndefined()
  const path = join(folder, 'ca.wav')
  const { seconds } = await robot.speak('Bon dia a tothom.', {
    language: 'ca',
    speed: 1,
    path,
    signal: never,
  })
  expect(seconds).toBeGreaterThan(0.5)
  expect((await readdir(folder)).filter((name) => name.endsWith('.raw'))).toEqual([])
})

test('espeak-ng refuses scripts whose signs it would spell by name', async () => {
  const robot = await createEspeakSynthesizer()
  for (const to of ['ja', 'zh-CN', 'yue']) {
    expect(await robot.missing({ from: 'en', to })).toMatchObject({ code: 'unsupported_script' })
  }
  expect((await robot.voices?.())?.filter(({ language }) => /^(ja|cmn|yue)/.test(language))).toEqual([])
})

test('each of the voices of a language is its own', async () => {
  const texts = ['ef_dora', 'em_alex'].map(async (name) => {
    const path = join(folder, `${name}.wav`)
    await voice.speak('Buenos días.', { language: 'es', voice: name, speed: 1, path, signal: never })
    return await readFile(path)
  })
  const [dora, alex] = await Promise.all(texts)
  expect(dora?.equals(alex as Buffer)).toBe(false)
  await expect(
    voice.speak('Hola.', { language: 'es', voice: 'ef_nobody', speed: 1, path: '', signal: never }),
  ).rejects.toMatchObject({ code: 'unsupported_language' })
})

test('a provider without its packs names the packs to pull', async () => {
  const cacheFolder = join(folder, 'empty')
  const message = expect.stringContaining('video-translation models pull')
  expect(
    await createSherpaTranscriber(moonshine('en'), { cacheFolder }).missing({ from: 'en' }),
  ).toMatchObject({ message })
  expect(await createKokoroSynthesizer({ cacheFolder }).missing({ from: 'en', to: 'es' })).toMatchObject({
    message,
  })
  expect(await transcriber.missing({ from: 'de' })).toMatchObject({ code: 'unsupported_language' })
})

interface Clip {
  path: string
  seconds: number
  retries: number
}

async function speak(text: string, name: string, speed = 1): Promise<Clip> {
  const path = join(folder, name)
  return { path, ...(await voice.speak(text, { language: 'es', speed, path, signal: never })) }
}

async function at16kHz(path: string): Promise<string> {
  const out = `${path}.16k.wav`
  await toSpeech(path, out, 0, 'anull')
  return out
}

/** Converts the sound from this second on to what recognisers read. */
async function toSpeech(path: string, out: string, start: number, filter: string): Promise<void> {
  const pcm = ['-vn', '-af', filter, '-ac', '1', '-ar', '16000', '-c:a', 'pcm_s16le', out]
  await ffmpeg('-ss', String(start), '-i', path, ...pcm)
}

async function ffmpeg(...args: string[]): Promise<void> {
  const tools = await findMediaTools()
  await promisify(execFile)(tools.ffmpeg, ['-v', 'error', '-y', ...args])
}

/** A voice, and the processes that it starts: models of others stay in memory for a while. */
async function createOwnVoice() {
  const before = inferenceProcesses()
  const own = createKokoroSynthesizer({ variant: 'quantised' })
  onTestFinished(async () => await own.close?.())
  const processes = () => inferenceProcesses().filter((pid) => !before.includes(pid))
  return { own, processes }
}

/** Inference processes that the process `of` started. */
function inferenceProcesses(of = process.pid): number[] {
  return descendantsOf(of).flatMap(({ pid, command }) => (command.includes('speech-child') ? [pid] : []))
}

/** The next process that this one starts, at the moment of its start. */
function nextProcess(): Promise<ChildProcess> {
  const { promise, resolve } = Promise.withResolvers<ChildProcess>()
  const note = (message: unknown): void => {
    unsubscribe('child_process', note)
    resolve((message as { process: ChildProcess }).process)
  }
  subscribe('child_process', note)
  return promise
}
