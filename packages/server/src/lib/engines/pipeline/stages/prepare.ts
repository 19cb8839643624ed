import { join } from 'node:path'
import type { Warning } from 'video-translation-client'
import { findMissingEnd } from '../../../media/declared-end.ts'
import { extractSpeech } from '../../../media/extract-speech.ts'
import { safeInput } from '../../../media/input.ts'
import { primaryLanguage } from '../../../media/languages.ts'
import { probeMedia } from '../../../media/probe.ts'
import { oldToolsProblem } from '../../../media/tools.ts'
import { EngineError, type TaskContext } from '../../engine.ts'
import type { PipelineLimits } from '../engine.ts'
import type { AudioStream, Media } from '../media.ts'

/** The source, looked through, and its sound ready for recognition. */
export interface PreparedSource {
  media: Media
  /** Key of the 16 kHz mono PCM. */
  speech: string
  /** Index into `media.audio`. */
  audio: number
  warnings: Warning[]
}

/** Of 16 kHz mono PCM. */
const SPEECH_BYTES_PER_SECOND = 32_000

/** Looks through the source and takes out the sound that is to be translated. */
export async function prepare(
  source: string,
  wanted: { from: string; audioTrack?: number },
  context: TaskContext,
  limits: PipelineLimits,
  report: (fraction: number) => void,
): Promise<PreparedSource> {
  const { files, scratch, signal } = context
  const input = await safeInput(await files.get(source))
  const media = await probeMedia(input, signal)
  refuseTooLong(media.seconds, limits)
  const stream = chooseAudio(media.audio, wanted)
  await context.reserveSpace(media.seconds * SPEECH_BYTES_PER_SECOND)
  const out = join(scratch, 'speech.wav')
  const seconds = await extractSpeech({
    input,
    media,
    stream,
    out,
    maxSeconds: limits.sourceSeconds,
    signal,
    onProgress: report,
  })
  refuseTooLong(seconds, limits)
  const warnings = [...(await warnOfOldTools()), ...(await warnOfMissingEnd(input.path, media, seconds))]
  const speech = await files.putIntermediate(out, 'speech.wav')
  return { media: { ...media, seconds }, speech, audio: media.audio.indexOf(stream), warnings }
}

async function warnOfOldTools(): Promise<Warning[]> {
  const problem = await oldToolsProblem()
  if (problem === undefined) return []
  return [{ code: 'old_ffmpeg', message: `Give this server files of your own only: ${problem}` }]
}

async function warnOfMissingEnd(path: string, media: Media, found: number): Promise<Warning[]> {
  const missing = await findMissingEnd(path, media, found)
  if (missing === undefined) return []
  const much =
    missing.seconds === undefined
      ? 'How much is missing cannot be told'
      : `About ${missing.seconds.toFixed(1)} s are missing`
  const message = `The source was cut off and is dubbed as far as it goes, ${found.toFixed(1)} s. ${much}; send it again if you have the whole.`
  return [{ code: 'source_truncated', message }]
}

/** The track asked for, else the one in the language spoken, else the default one, else the first. */
export function chooseAudio(
  audio: readonly AudioStream[],
  { from, audioTrack }: { from: string; audioTrack?: number },
): AudioStream {
  const inLanguage = audio.filter(
    ({ language }) => language && primaryLanguage(language) === primaryLanguage(from),
  )
  const candidates = inLanguage.length > 0 ? inLanguage : audio
  const best = candidates.find((stream) => stream.default) ?? candidates[0]
  const stream = audioTrack === undefined ? best : audio[audioTrack - 1]
  if (stream) return stream
  const message = `The source has ${audio.length} audio track(s), so there is no track ${audioTrack}.`
  throw new EngineError('invalid_option', message)
}

function refuseTooLong(seconds: number, { sourceSeconds }: PipelineLimits): void {
  if (seconds <= sourceSeconds) return
  const message = `The source is ${Math.round(seconds)} s long; at most ${sourceSeconds} s are taken. Cut it into parts.`
  throw new EngineError('source_too_long', message)
}
