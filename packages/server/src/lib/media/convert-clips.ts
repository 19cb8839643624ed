import { isStorageFull } from '../files/storage-full.ts'
import { inParallel } from '../in-parallel.ts'
import { fileUrl, ownInput } from './input.ts'
import { runFfmpeg } from './run.ts'

/** A clip that this server has written, and the 16-bit WAV to make of it. */
export interface ClipConversion {
  path: string
  out: string
  /** Format of the clip. Default: wav. */
  format?: 'flac'
  /** How many times as fast it becomes at the same pitch, from 0.5 to 2. Default: 1. */
  tempo?: number
  /** Sample rate of the WAV. Default: that of the clip. */
  rate?: number
}

/** Converts clips, and resolves with the reasons of those that could not be, by their `out`. */
export type ConvertClips = (
  clips: readonly ClipConversion[],
  signal: AbortSignal,
) => Promise<Map<string, unknown>>

/** Each clip takes two open files, and a command line of Windows ends at 32,767 characters. */
const MOST_CLIPS = 24
const PROCESSES = 2
const TIME_LIMIT_MS = 60_000
/** ffmpeg 7 has five threads for each clip, whose stacks count against the limit of memory. */
const STACK_BYTES = 5 * 8 * 2 ** 20

/** Converts many clips in each process: to start one takes longer than to convert a clip. */
export const convertClips: ConvertClips = async (clips, signal) => {
  const failures = new Map<string, unknown>()
  const count = Math.ceil(clips.length / MOST_CLIPS)
  const batches = Array.from({ length: count }, (_, at) =>
    clips.slice(at * MOST_CLIPS, (at + 1) * MOST_CLIPS),
  )
  await inParallel(batches, { concurrency: PROCESSES, signal }, (batch, signal) =>
    convertBatch(batch, failures, signal),
  )
  return failures
}

/** One clip that cannot be read fails its whole process. Halves show which one it is. */
async function convertBatch(
  clips: readonly ClipConversion[],
  failures: Map<string, unknown>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const memoryBytes = clips.length * STACK_BYTES
    await runFfmpeg({ args: argsOf(clips), signal, timeoutMs: TIME_LIMIT_MS, memoryBytes })
  } catch (error) {
    signal.throwIfAborted()
    if (isStorageFull(error)) throw error
    const [first, ...others] = clips
    if (first && others.length === 0) return void failures.set(first.out, error)
    const middle = Math.ceil(clips.length / 2)
    await convertBatch(clips.slice(0, middle), failures, signal)
    await convertBatch(clips.slice(middle), failures, signal)
  }
}

function argsOf(clips: readonly ClipConversion[]): string[] {
  const inputs = clips.flatMap(({ path, format = 'wav' }) => ['-threads', '1', ...ownInput(path, format)])
  // By default, every output gets the metadata of the first input.
  const outputs = clips.flatMap((clip, at) => ['-map', `${at}:a`, '-map_metadata', '-1', ...outputOf(clip)])
  return [...inputs, ...outputs]
}

function outputOf({ out, tempo = 1, rate }: ClipConversion): string[] {
  const filter = tempo === 1 ? [] : ['-af', `atempo=${tempo.toFixed(5)}`]
  const rateArgs = rate === undefined ? [] : ['-ar', String(rate)]
  return [...filter, ...rateArgs, '-c:a', 'pcm_s16le', '-f', 'wav', fileUrl(out)]
}
