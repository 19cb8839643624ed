import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Warning } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import type { FileKey } from '../../../files/file-key.ts'
import { type Span, writeDubTrack, writeDuckingSignal } from '../../../media/dub-track.ts'
import { convertClips } from '../../../media/convert-clips.ts'
import { resultTime, type SlowScene } from 'video-translation-client/studio'
import type { TaskContext } from '../../engine.ts'
import type { Cast } from '../providers/cast.ts'
import type { CueReport, TranslatedCue } from '../providers/cue.ts'
import { slotsOf } from '../speech/fit/slots.ts'
import { speakCues, type Clip } from '../speech/speak-cues.ts'
import type { ClipCache } from '../speech/fit/takes.ts'
import type { StoringClips } from './storing-clips.ts'
import { createClipCache, withOwnClips } from './clip-cache.ts'
import { warningsOfDub } from './dub-warnings.ts'
import { charactersPerSecond } from './pace.ts'
import { readJson, storeJson } from './stage-files.ts'

export interface SynthesizeRequest {
  /** File with the {@link TranslatedCue}s as JSON. */
  cuesKey: FileKey
  to: string
  /** Length of the source. */
  seconds: number
  cast: Cast
  /** How the voice reads words. */
  pronunciation: Readonly<Record<string, string>>
  /** Whether scenes may be slowed where cues do not fit otherwise. */
  slowsScenes: boolean
  clips: Clips
}

/** The dub, ready for the mix. */
export interface Synthesized {
  dubKey: FileKey
  /** Sound that is loud wherever the original is ducked. */
  duckingKey: FileKey
  /** File with the {@link CueReport}s as JSON. */
  reportsKey: FileKey
  /** Length of the dub: that of the slowed source, or more where the last cue needs it. */
  seconds: number
  /** What is slowed in the result. Absent: nothing. */
  slowScenes?: SlowScene[]
  warnings: Warning[]
}

/** Bytes a second of the clips and earlier takes (24 kHz), the dub track and its ducking sound. */
const BYTES_PER_SECOND = 4 * 48_000

/** Where the clips of a target are, while the task runs and after it. */
export interface Clips {
  folder: string
  cache: ClipCache
}

export async function openClips(context: TaskContext, storing: StoringClips): Promise<Clips> {
  const folder = join(context.scratch, 'clips')
  await mkdir(folder, { recursive: true })
  return { folder, cache: withOwnClips(storing.findStored(createClipCache(context, folder))) }
}

/** Reserves the disk space that speaking takes. */
export async function reserveForSpeech(seconds: number, { reserveSpace }: TaskContext): Promise<void> {
  await reserveSpace(seconds * BYTES_PER_SECOND)
}

/** Speaks every cue, fitted to its slot, and puts the clips on one track as long as the result. */
export async function synthesize(
  { cuesKey, to, seconds, cast, pronunciation, slowsScenes, clips: { folder, cache } }: SynthesizeRequest,
  context: TaskContext,
  onProgress: (fraction: number) => void,
): Promise<Synthesized> {
  const cues = await readJson<TranslatedCue[]>(cuesKey, context)
  await reserveForSpeech(seconds, context)
  const { reports, clips, slowScenes } = await speakCues(cues, {
    cast,
    language: to,
    charactersPerSecond: charactersPerSecond(to),
    pronunciation,
    slots: slotsOf(cues, seconds),
    slowsScenes,
    folder,
    convert: convertClips,
    cache,
    signal: context.signal,
    onProgress,
  })
  if (clips.length === 0) throw new EngineError('synthesis_failed', 'None of the cues has text to speak.')
  const pictureSeconds = resultTime(seconds, slowScenes)
  const dubSeconds = Math.max(pictureSeconds, ...reports.map(dubEnd))
  const spans = reports.flatMap((report) => dubbedSpan(report, slowScenes))
  const tracks = await writeTracks(clips, spans, dubSeconds, context)
  const reportsKey = await storeJson(reports, `${to}.spoken.json`, context)
  const synthesizer = cast.main.synthesizer.name
  const dub = { reports, synthesizer, slowsScenes, slowScenes, seconds, pictureSeconds, dubSeconds }
  const warnings = [...cast.warnings, ...warningsOfDub(dub)]
  return { ...tracks, reportsKey, seconds: dubSeconds, slowScenes, warnings }
}

async function writeTracks(clips: Clip[], spans: Span[], seconds: number, context: TaskContext) {
  const { files, scratch, signal } = context
  const dub = join(scratch, 'dub.wav')
  const ducking = join(scratch, 'ducking.wav')
  await writeDubTrack(clips, seconds, dub, signal)
  await writeDuckingSignal(spans, seconds, ducking, signal)
  return {
    dubKey: await files.putIntermediate(dub, 'dub.wav'),
    duckingKey: await files.putIntermediate(ducking, 'ducking.wav'),
  }
}

/** Voice detection misses the onset of the first syllable, which would be heard at full volume. */
const LEAD_SECONDS = 0.12

/** Ducks the original during the whole cue and the whole dub. A cue without a dub stays audible. */
function dubbedSpan(report: CueReport, scenes: readonly SlowScene[]): Span[] {
  const { start, resultStart = start, dubSeconds, offsetSeconds } = report
  const from = Math.min(resultStart, resultStart + offsetSeconds) - LEAD_SECONDS
  const end = Math.max(resultTime(report.end, scenes), dubEnd(report))
  return dubSeconds > 0 ? [{ start: Math.max(0, from), end }] : []
}

/** When the dub of a cue ends, in seconds of the result. */
function dubEnd({ start, resultStart = start, offsetSeconds, dubSeconds }: CueReport): number {
  return dubSeconds > 0 ? resultStart + offsetSeconds + dubSeconds : 0
}
