import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { isStorageFull } from '../../../files/storage-full.ts'
import { inParallel } from '../../../in-parallel.ts'
import { EngineError } from '../../../engine-error.ts'
import type { CueReport, TranslatedCue } from '../providers/cue.ts'
import type { Synthesizer } from '../providers/providers.ts'
import { createPace, judge, speedFor, speedsUpTo, type Pace } from './fit-plan.ts'
import { isSpeakable } from './speakable.ts'
import { openWav } from '../../../media/wav.ts'

export interface SpeakCuesOptions {
  /** Seconds that each cue may take, by its id; see `slotsOf`. */
  slots: ReadonlyMap<number, number>
  synthesizer: Synthesizer
  /** BCP 47 tag of the cues' translations. */
  language: string
  /** Where clips are written. */
  folder: string
  signal: AbortSignal
  /** From 0 to 1. */
  onProgress(fraction: number): void
  /** Writes the clip at `path`, `tempo` times as fast at the same pitch, to `out`: mono 16-bit PCM again. */
  stretch(path: string, tempo: number, out: string, signal: AbortSignal): Promise<void>
  /** Clips of earlier attempts. */
  cache?: ClipCache
}

export interface ClipCache {
  /** Path of a clip stored before, or undefined. */
  find(hash: string): Promise<string | undefined>
  /** Keeps a copy of the clip. */
  store(hash: string, path: string): Promise<unknown>
}

/** A spoken cue and when it begins, in seconds from the start of the source. */
export interface Clip {
  id: number
  path: string
  start: number
}

/**
 * Speaks every cue and fits it to its slot: first by the voice's rate, then by tempo, both within bounds. What is still
 * too long is kept whole and reported as overflow. A cue that fails is reported as skipped, and the rest goes on.
 * @throws {EngineError} `synthesis_failed` when every cue that has something to say fails.
 */
export async function speakCues(
  cues: readonly TranslatedCue[],
  options: SpeakCuesOptions,
): Promise<{ reports: CueReport[]; clips: Clip[] }> {
  const pace = createPace()
  const identity = await options.synthesizer.identity()
  const weight = (cue: TranslatedCue) => cue.translated.length + 1
  const total = cues.reduce((sum, cue) => sum + weight(cue), 0)
  let done = 0
  // Longest first: a long one that begins last would leave the other lanes with nothing to do.
  const order = cues.toSorted((one, other) => weight(other) - weight(one))
  const { signal, synthesizer } = options
  const parallel = { concurrency: synthesizer.parallel ?? 1, signal }
  const fitted = await inParallel(order, parallel, async (cue, signal) => {
    const result = await fitCue(cue, { ...options, pace, identity, signal })
    options.onProgress((done += weight(cue)) / total)
    return result
  })
  const results = fitted.toSorted((one, other) => one.report.id - other.report.id)
  refuseTotalFailure(results)
  const reports = results.map((result) => result.report)
  const clips = results.flatMap(({ clip }) => clip ?? [])
  return { reports, clips }
}

interface CueResult {
  report: CueReport
  clip?: Clip
  error?: unknown
}

interface CueOptions extends SpeakCuesOptions {
  pace: Pace
  identity: string
}

async function fitCue(cue: TranslatedCue, options: CueOptions): Promise<CueResult> {
  const slotSeconds = options.slots.get(cue.id) ?? cue.end - cue.start
  const silent = reportOf(cue, slotSeconds)
  if (!isSpeakable(cue.translated)) return { report: { ...silent, skipped: 'empty' } }
  try {
    const take = await bestTake(cue, slotSeconds, options)
    const { path, seconds } = await stretched(cue, take, options)
    const { speed, retries, tempo } = take
    const overflowSeconds = rounded(Math.max(0, seconds - slotSeconds))
    const report = {
      ...silent,
      dubSeconds: rounded(seconds),
      speed,
      tempo: rounded(tempo),
      overflowSeconds,
      retries,
    }
    return { report, clip: { id: cue.id, path, start: cue.start } }
  } catch (error) {
    options.signal.throwIfAborted()
    // A cue is not skipped for want of disk space: the whole stage is tried again when there is some.
    if (isStorageFull(error)) throw error
    return { report: { ...silent, skipped: 'failed' }, error }
  }
}

/** One rendering of a cue by the voice. */
interface Take {
  path: string
  seconds: number
  speed: number
  retries: number
}

/** A take, and the tempo that it still needs. */
type Judged = Take & { tempo: number }

async function bestTake(cue: TranslatedCue, slotSeconds: number, options: CueOptions): Promise<Judged> {
  const { maxSpeed } = options.synthesizer
  const earlier = await earlierTake(cue, slotSeconds, options)
  if (earlier !== undefined) return earlier
  let speed = speedFor(options.pace.predict(cue.translated), slotSeconds, maxSpeed)
  for (let retries = 0; ;) {
    const take = await speak(cue, speed, options)
    retries += take.retries
    const verdict = judge(take, slotSeconds, maxSpeed)
    if ('tempo' in verdict) return { ...take, retries, tempo: verdict.tempo }
    speed = verdict.again
  }
}

async function earlierTake(
  cue: TranslatedCue,
  slotSeconds: number,
  options: CueOptions,
): Promise<Judged | undefined> {
  const { maxSpeed } = options.synthesizer
  for (const speed of options.cache === undefined ? [] : speedsUpTo(maxSpeed)) {
    const path = await options.cache?.find(clipHash(cue.translated, speed, options))
    if (path === undefined) continue
    const take = { path, seconds: await secondsOf(path), speed, retries: 0 }
    options.pace.learn(cue.translated, take.seconds * speed)
    const verdict = judge(take, slotSeconds, maxSpeed)
    if ('tempo' in verdict) return { ...take, tempo: verdict.tempo }
  }
  return undefined
}

async function speak(cue: TranslatedCue, speed: number, options: CueOptions): Promise<Take> {
  const { synthesizer, language, signal, folder, pace, cache } = options
  const path = join(folder, `cue-${cue.id}-${speed}.wav`)
  const { seconds, retries } = await synthesizer.speak(cue.translated, { language, speed, path, signal })
  pace.learn(cue.translated, seconds * speed)
  await cache?.store(clipHash(cue.translated, speed, options), path)
  return { path, seconds, speed, retries }
}

async function stretched(cue: TranslatedCue, take: Judged, options: CueOptions) {
  if (take.tempo === 1) return take
  const path = join(options.folder, `cue-${cue.id}-fitted.wav`)
  await options.stretch(take.path, take.tempo, path, options.signal)
  return { path, seconds: await secondsOf(path) }
}

function clipHash(text: string, speed: number, { identity, language }: CueOptions): string {
  return createHash('sha256')
    .update(JSON.stringify([identity, language, speed, text]))
    .digest('hex')
}

async function secondsOf(path: string): Promise<number> {
  const wav = await openWav(path)
  await wav.close()
  return wav.samples / wav.sampleRate
}

function reportOf(cue: TranslatedCue, slotSeconds: number): CueReport {
  const { id, start, end, text, translated } = cue
  const nothing = { dubSeconds: 0, speed: 1, tempo: 1, overflowSeconds: 0, retries: 0 }
  return { id, start, end, text, translated, slotSeconds: rounded(slotSeconds), ...nothing }
}

function refuseTotalFailure(results: CueResult[]): void {
  const failures = results.filter((result) => result.error !== undefined)
  const first = failures[0]?.error
  if (first === undefined || results.some((result) => result.clip !== undefined)) return
  const reason = first instanceof Error ? first.message : String(first)
  throw new EngineError('synthesis_failed', `None of ${failures.length} cues could be spoken: ${reason}`, {
    cause: first,
  })
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
