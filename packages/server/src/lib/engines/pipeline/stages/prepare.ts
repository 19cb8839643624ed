import { join } from 'node:path'
import type { Warning } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import type { FileKey } from '../../../files/file-key.ts'
import { findMissingEnd } from '../../../media/declared-end.ts'
import { extractSpeech } from '../../../media/extract-speech.ts'
import { safeInput } from '../../../media/input.ts'
import { primaryLanguage } from '../../../media/languages.ts'
import type { AudioStream, Media } from '../../../media/media.ts'
import { probeMedia } from '../../../media/probe.ts'
import { writePeaks } from '../../../media/peaks.ts'
import { oldToolsProblem } from '../../../media/tools.ts'
import type { TaskContext } from '../../engine.ts'
import type { PipelineLimits } from './limits.ts'

export interface PrepareRequest {
  sourceKey: FileKey
  /** BCP 47 tag of the spoken language, if it is known. */
  from?: string | undefined
  /** Track that the user chose, counted from 1. */
  audioTrack?: number
}

/** The source's description and its sound, ready for recognition. */
export interface PreparedSource {
  media: Media
  /** 16 kHz mono PCM. */
  speechKey: FileKey
  /** The peaks of that sound. */
  peaksKey: FileKey
  /** Index into `media.audio`. */
  audio: number
  warnings: Warning[]
}

/** Bytes a second of 16 kHz mono 16-bit PCM. */
const SPEECH_BYTES_PER_SECOND = 32_000

/** Probes the source and extracts the sound to translate. */
export async function prepare(
  request: PrepareRequest,
  context: TaskContext,
  limits: PipelineLimits,
  onProgress: (fraction: number) => void,
): Promise<PreparedSource> {
  const { files, scratch, signal } = context
  const input = await safeInput(await files.get(request.sourceKey))
  const media = await probeMedia(input, signal)
  refuseTooLong(media.seconds, limits)
  const stream = chooseAudio(media.audio, request)
  await context.reserveSpace(media.seconds * SPEECH_BYTES_PER_SECOND)
  const out = join(scratch, 'speech.wav')
  const maxSeconds = limits.sourceSeconds
  const seconds = await extractSpeech({ input, media, stream, out, maxSeconds, signal, onProgress })
  refuseTooLong(seconds, limits)
  const warnings = [...(await warnOfOldTools()), ...(await warnOfMissingEnd(input.path, media, seconds))]
  const peaksKey = await storePeaks(out, context)
  const speechKey = await files.putIntermediate(out, 'speech.wav')
  return { media: { ...media, seconds }, speechKey, peaksKey, audio: media.audio.indexOf(stream), warnings }
}

async function storePeaks(wav: string, { files, scratch, signal }: TaskContext): Promise<FileKey> {
  const out = join(scratch, 'source.peaks.bin')
  await writePeaks(wav, out, { signal })
  return await files.put(out, 'source.peaks.bin')
}

async function warnOfOldTools(): Promise<Warning[]> {
  const problem = await oldToolsProblem()
  if (problem === undefined) return []
  return [{ code: 'old_ffmpeg', message: `Use this server for your own files only: ${problem}` }]
}

async function warnOfMissingEnd(path: string, media: Media, foundSeconds: number): Promise<Warning[]> {
  const missing = await findMissingEnd(path, media, foundSeconds)
  if (missing === undefined) return []
  const length =
    missing.seconds === undefined
      ? 'The length of the missing part is unknown'
      : `About ${missing.seconds.toFixed(1)} s are missing`
  const message = `The source was cut off, so only its first ${foundSeconds.toFixed(1)} s are dubbed. ${length}. If you have the complete file, send it again.`
  return [{ code: 'source_truncated', message }]
}

/** The chosen track, else the first in the spoken language, the default one, or the first. */
function chooseAudio(
  audio: readonly AudioStream[],
  { from, audioTrack }: Pick<PrepareRequest, 'from' | 'audioTrack'>,
): AudioStream {
  const inLanguage = audio.filter(
    ({ language }) => from && language && primaryLanguage(language) === primaryLanguage(from),
  )
  const candidates = inLanguage.length > 0 ? inLanguage : audio
  const best = candidates.find((stream) => stream.default) ?? candidates[0]
  const stream = audioTrack === undefined ? best : audio[audioTrack - 1]
  if (stream) return stream
  const message = `The source has ${audio.length} audio track(s), so there is no track ${audioTrack}.`
  throw new EngineError('invalid_option', message)
}

function refuseTooLong(seconds: number, { sourceSeconds }: PipelineLimits): void {
  if (seconds > sourceSeconds) throw new EngineError('source_too_long', longerThan(sourceSeconds, seconds))
}

/** Says that a source is too long. */
export function longerThan(limit: number, seconds: number): string {
  return `The source is ${Math.round(seconds)} s long, but the limit is ${limit} s. Cut it into parts.`
}
