import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Warning } from 'video-translation-client'
import type {
  Engine,
  EngineRequest,
  PipelineOptions,
  SourceTask,
  TargetTask,
  TaskContext,
  TaskResult,
} from 'video-translation-server'
import { watchMemory } from '../memory.ts'
import type { TimedCue } from './cue-quality.ts'
import type { FittedCue } from './dub-quality.ts'

/** What the pipeline made of one recording. */
export interface Heard {
  language: string
  confidence?: number
  transcriber: string
  cues: TimedCue[]
  warnings: Warning[]
  seconds: number
  /** The highest sum over all processes. */
  peakBytes: number
  output: unknown
}

/** What is known about a recording before it is heard. */
export interface Known {
  /** Default: it is detected. */
  from?: string
  /** Texts of SRT files, by language. The one of `from` is the transcript. */
  subtitles?: Record<string, string>
}

/** Runs the stages up to the transcript. */
export async function transcribe(
  engine: Engine,
  file: string,
  folder: string,
  { from, subtitles }: Known = {},
): Promise<Heard> {
  const source = { file, name: basename(file) }
  const task: SourceTask = {
    ...TASK,
    id: 'source',
    kind: 'source',
    source,
    to: [UNUSED_TARGET],
    ...(from !== undefined && { from }),
    ...(subtitles && { options: { subtitles } }),
  }
  const memory = watchMemory(process.pid, SAMPLE_MS)
  const startedMs = performance.now()
  try {
    const { artifacts = [], warnings = [], output, source: facts } = await runTask(engine, task, folder)
    const transcript = artifacts.find(({ name }) => name === 'transcript.json')
    const { language, transcriber, cues } = JSON.parse(await readFile(transcript?.key ?? '', 'utf8'))
    const confidence = facts?.detectedConfidence
    const seconds = (performance.now() - startedMs) / 1000
    return {
      language,
      ...(confidence !== undefined && { confidence }),
      transcriber,
      cues,
      warnings,
      output,
      seconds,
      peakBytes: memory.stop(),
    }
  } finally {
    memory.stop()
  }
}

/** A dubbed recording: its text, how its dub fits, and its files. */
export interface Dubbed {
  text: string
  cues: DubbedCue[]
  /** Path of the result. */
  result: string
  /** Path of the dub alone. */
  dub: string
  /** Text of the subtitles. */
  srt: string
}

export interface DubbedCue extends FittedCue {
  /** Times of the original. */
  start: number
  end: number
  translated: string
}

/** Translates the transcript and speaks it. */
export async function translate(
  engine: Engine,
  prepared: unknown,
  { to, options }: Pick<EngineRequest, 'options'> & { to: string },
  folder: string,
): Promise<Dubbed> {
  const task: TargetTask = { ...TASK, id: to, kind: 'target', language: to, prepared, options }
  const { artifacts = [], playback = [] } = await runTask(engine, task, folder)
  const pathOf = (wanted: RegExp) =>
    [...artifacts, ...playback].find(({ name }) => wanted.test(name))?.key ?? ''
  const { cues } = JSON.parse(await readFile(pathOf(/report\.json$/), 'utf8')) as { cues: DubbedCue[] }
  return {
    text: cues.map(({ translated }) => translated).join(' '),
    cues,
    result: pathOf(/^[a-z]+\.(?:m4a|mp4|mkv)$/),
    dub: pathOf(/\.dub\.m4a$/),
    srt: await readFile(pathOf(/\.srt$/), 'utf8'),
  }
}

/** Measuring a large process takes time that the recogniser would lack. */
const SAMPLE_MS = 1000
const TASK = { translationId: 'quality', attempt: 1, options: {} }
/** The source has to be translatable into something. */
const UNUSED_TARGET = 'und'

/** Providers of an engine that only transcribes, so that nothing besides has to be installed. */
export const TRANSCRIBE_ONLY = {
  translators: [
    {
      name: 'none',
      identity: async () => '',
      missing: async () => undefined,
      pairs: async () => [{ from: '*', to: ['*'] }],
      translate: async () => [],
    },
  ],
  synthesizers: [
    {
      name: 'none',
      languages: ['*'],
      maxSpeed: 1,
      identity: async () => '',
      missing: async () => undefined,
      speak: async () => {
        throw new Error('This engine only transcribes.')
      },
    },
  ],
} satisfies PipelineOptions

async function runTask(engine: Engine, task: SourceTask | TargetTask, folder: string): Promise<TaskResult> {
  const scratch = join(folder, `scratch-${task.id}`)
  await mkdir(scratch, { recursive: true })
  try {
    return await engine.run(task, contextIn(folder, scratch))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function contextIn(folder: string, scratch: string): TaskContext {
  const put = async (path: string, name: string) => {
    const key = join(folder, name)
    await rename(path, key)
    return key
  }
  const quiet = () => {}
  return {
    signal: new AbortController().signal,
    scratch,
    progress: quiet,
    checkpoint: { value: undefined, save: async () => {} },
    files: {
      put,
      putIntermediate: put,
      putShared: put,
      findShared: async () => undefined,
      has: async () => true,
      get: async (key) => key,
    },
    reserveSpace: async () => {},
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  }
}
