import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { EngineError } from '../../../engine-error.ts'
import { isStorageFull } from '../../../files/storage-full.ts'
import { inParallel } from '../../../in-parallel.ts'
import { openWav } from '../../../media/wav.ts'
import type { CueReport, TranslatedCue } from '../providers/cue.ts'
import type { Cast, Part } from '../providers/cast.ts'
import {
  adjustmentFor,
  createDurationEstimator,
  speedFor,
  speedsUpTo,
  type DurationEstimator,
} from './fitting.ts'
import { isSpeakable } from './speakable.ts'
import { spokenText } from './spoken-text/spoken-text.ts'

export interface SpeakCuesOptions {
  /** Seconds that each cue may take, by the cue's id; see `slotsOf`. */
  slots: ReadonlyMap<number, number>
  cast: Pick<Cast, 'main' | 'of'>
  /** BCP 47 tag of the translations. */
  language: string
  /** Folder for the clips. */
  folder: string
  signal: AbortSignal
  /** From 0 to 1. */
  onProgress(fraction: number): void
  /** Writes the clip at `path` to `out`, `tempo` times as fast, as mono 16-bit PCM. */
  stretch(path: string, tempo: number, out: string, signal: AbortSignal): Promise<void>
  /** Writes the clip at `path` to `out` with another sample rate. */
  resample(path: string, rate: number, out: string, signal: AbortSignal): Promise<void>
  /** Clips of earlier attempts. */
  cache?: ClipCache
}

export interface ClipCache {
  /** Path of a clip stored earlier, or undefined. */
  find(hash: string): Promise<string | undefined>
  /** Stores a copy of the clip. */
  store(hash: string, path: string): Promise<unknown>
}

/** A spoken cue and its start, in seconds from the start of the source. */
export interface Clip {
  id: number
  path: string
  start: number
}

/**
 * Speaks every cue and fits it to its slot, first by the voice's speed and then by tempo, both
 * within bounds. A cue that is still too long stays complete and is reported as overflow. A cue
 * that fails is reported as skipped, and the other cues are spoken.
 * @throws EngineError `synthesis_failed` if every cue with text fails.
 */
export async function speakCues(
  cues: readonly TranslatedCue[],
  options: SpeakCuesOptions,
): Promise<{ reports: CueReport[]; clips: Clip[] }> {
  const { signal, cast } = options
  const cached = new Map<number, FinalTake>()
  const shared = { ...options, estimatorOf: createEstimators(), cached }
  const total = cues.reduce((sum, cue) => sum + weightOf(cue), 0)
  let done = 0
  // The longest cue goes first: if it started last, the other lanes would wait for it.
  const order = cues
    .map((cue): SpokenCue => ({ ...cue, spoken: spokenText(cue.translated, options.language) }))
    .sort((one, other) => weightOf(other) - weightOf(one))
  await findCached(order, shared)
  const parallel = { concurrency: cast.main.synthesizer.parallel ?? 1, signal }
  const fitted = await inParallel(order, parallel, async (cue, signal) => {
    const result = await fitCue(cue, { ...shared, signal })
    options.onProgress((done += weightOf(cue)) / total)
    return result
  })
  const results = fitted.toSorted((one, other) => one.report.start - other.report.start)
  refuseTotalFailure(results)
  const clips = await atOneRate(
    results.flatMap(({ clip }) => clip ?? []),
    options,
  )
  return { reports: results.map(({ report }) => report), clips }
}

/** Brings the clips of several synthesizers to the sample rate of the first clip. */
async function atOneRate(clips: Clip[], { folder, resample, signal }: SpeakCuesOptions): Promise<Clip[]> {
  const rates = await Promise.all(clips.map(({ path }) => rateOf(path)))
  const [rate = 0] = rates
  return await inParallel([...clips.entries()], { concurrency: DECODERS, signal }, async ([at, clip]) => {
    if (rates[at] === rate) return clip
    const path = join(folder, `cue-${clip.id}-${rate}-hz.wav`)
    await resample(clip.path, rate, path, signal)
    return { ...clip, path }
  })
}

async function rateOf(path: string): Promise<number> {
  const wav = await openWav(path)
  await wav.close()
  return wav.sampleRate
}

/** Clips that are decoded at once, each by a process. */
const DECODERS = 2

/**
 * Finds the clips of earlier runs before anything is spoken, so that the pace of the voice is known
 * and a corrected line is spoken once. A clip that cannot be read is spoken again.
 */
async function findCached(cues: readonly SpokenCue[], options: CueOptions): Promise<void> {
  const { cache, signal, slots, cached } = options
  if (cache === undefined) return
  await inParallel(cues, { concurrency: DECODERS, signal }, async (cue, signal) => {
    if (!isSpeakable(cue.spoken)) return
    const slotSeconds = slots.get(cue.id) ?? cue.end - cue.start
    const take = await cachedTake(cue, slotSeconds, { ...options, signal }).catch((error: unknown) => {
      signal.throwIfAborted()
      if (isStorageFull(error)) throw error
    })
    if (take) cached.set(cue.id, take)
  })
}

function weightOf(cue: TranslatedCue): number {
  return cue.translated.length + 1
}

/** A cue with what the voice reads, as numbers in words. */
interface SpokenCue extends TranslatedCue {
  spoken: string
}

/** Each voice has a pace of its own. */
function createEstimators(): (part: Part) => DurationEstimator {
  const known = new Map<string, DurationEstimator>()
  return ({ synthesizer, voice = '' }) => {
    const key = `${synthesizer.name} ${voice}`
    const estimator = known.get(key) ?? createDurationEstimator()
    known.set(key, estimator)
    return estimator
  }
}

interface CueResult {
  report: CueReport
  clip?: Clip
  error?: unknown
}

interface CueOptions extends SpeakCuesOptions {
  estimatorOf(part: Part): DurationEstimator
  /** Takes of earlier runs, by the id of the cue. */
  cached: Map<number, FinalTake>
}

async function fitCue(cue: SpokenCue, options: CueOptions): Promise<CueResult> {
  const slotSeconds = options.slots.get(cue.id) ?? cue.end - cue.start
  const silent = reportOf(cue, slotSeconds)
  if (!isSpeakable(cue.spoken)) return { report: { ...silent, skipped: 'empty' } }
  try {
    const take = await bestTake(cue, slotSeconds, options)
    const { path, seconds } = await stretched(cue, take, options)
    const report = {
      ...silent,
      dubSeconds: rounded(seconds),
      speed: take.speed,
      tempo: rounded(take.tempo),
      overflowSeconds: rounded(Math.max(0, seconds - slotSeconds)),
      retries: take.retries,
    }
    return { report, clip: { id: cue.id, path, start: cue.start } }
  } catch (error) {
    options.signal.throwIfAborted()
    // A full disk must not skip cues: the whole stage runs again when there is space.
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

/** A take that needs no other one, and the tempo that fits it. */
type FinalTake = Take & { tempo: number }

async function bestTake(cue: SpokenCue, slotSeconds: number, options: CueOptions): Promise<FinalTake> {
  const part = options.cast.of(cue)
  const { maxSpeed } = part.synthesizer
  const known = options.cached.get(cue.id)
  if (known !== undefined) return known
  let speed = speedFor(options.estimatorOf(part).estimate(cue.spoken), slotSeconds, maxSpeed)
  for (let retries = 0; ;) {
    const take = await speak(cue, speed, options)
    retries += take.retries
    const adjustment = adjustmentFor(take, slotSeconds, maxSpeed)
    if ('tempo' in adjustment) return { ...take, retries, tempo: adjustment.tempo }
    speed = adjustment.respeakAt
  }
}

async function cachedTake(
  cue: SpokenCue,
  slotSeconds: number,
  options: CueOptions,
): Promise<FinalTake | undefined> {
  const part = options.cast.of(cue)
  const { maxSpeed } = part.synthesizer
  for (const speed of options.cache === undefined ? [] : speedsUpTo(maxSpeed)) {
    const path = await options.cache?.find(await clipHash(cue.spoken, speed, part, options))
    if (path === undefined) continue
    const take = { path, seconds: await secondsOf(path), speed, retries: 0 }
    options.estimatorOf(part).learn(cue.spoken, take.seconds * speed)
    const adjustment = adjustmentFor(take, slotSeconds, maxSpeed)
    if ('tempo' in adjustment) return { ...take, tempo: adjustment.tempo }
  }
  return undefined
}

async function speak(cue: SpokenCue, speed: number, options: CueOptions): Promise<Take> {
  const { language, signal, folder, cache } = options
  const part = options.cast.of(cue)
  const { synthesizer, ...voice } = part
  const path = join(folder, `cue-${cue.id}-${speed}.wav`)
  const { seconds, retries } = await synthesizer.speak(cue.spoken, {
    language,
    ...voice,
    speed,
    path,
    signal,
  })
  options.estimatorOf(part).learn(cue.spoken, seconds * speed)
  await cache?.store(await clipHash(cue.spoken, speed, part, options), path)
  return { path, seconds, speed, retries }
}

async function stretched(cue: TranslatedCue, take: FinalTake, options: CueOptions) {
  if (take.tempo === 1) return take
  const path = join(options.folder, `cue-${cue.id}-fitted.wav`)
  await options.stretch(take.path, take.tempo, path, options.signal)
  return { path, seconds: await secondsOf(path) }
}

async function clipHash(
  text: string,
  speed: number,
  { synthesizer, voice }: Part,
  { language }: CueOptions,
): Promise<string> {
  const identity = await synthesizer.identity()
  return createHash('sha256')
    .update(JSON.stringify([identity, voice, language, speed, text]))
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
  const cause = failures[0]?.error
  if (cause === undefined || results.some((result) => result.clip !== undefined)) return
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message = `None of ${failures.length} cues could be spoken: ${reason}`
  throw new EngineError('synthesis_failed', message, { cause })
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
