import { stat } from 'node:fs/promises'
import { EngineError } from '../engines/engine.ts'
import type { AudioStream, Media } from '../engines/pipeline/media.ts'
import { fileUrl, type SafeInput } from './input.ts'
import { brokenMedia } from './probe.ts'
import { MediaToolFailed, runFfmpeg } from './run.ts'

/** What {@link extractSpeech} works on. */
export interface ExtractRequest {
  input: SafeInput
  media: Media
  stream: AudioStream
  /** The WAV to write. */
  out: string
  /** Reading stops a little after it: a header may announce seconds where the sound goes on for days. */
  maxSeconds: number
  signal: AbortSignal
  onProgress(fraction: number): void
}

const SECONDS_LIMIT_FACTOR = 2
const TIME_LIMIT_BASE_MS = 120_000

/**
 * Decodes one audio stream to 16 kHz mono PCM whose first sample is the start of the source, whatever the stream's
 * own offset and gaps, so that a cue's time is the picture's time. The other streams are read to their end in the
 * same pass, because only that tells whether the file is whole.
 * @returns the length of the source as it was read, in seconds.
 * @throws EngineError `broken_media` when nothing can be decoded or the file ends early.
 */
export async function extractSpeech(request: ExtractRequest): Promise<number> {
  const { input, media, stream, out, signal } = request
  const limit = ['-t', String(request.maxSeconds + 1)]
  const args = [...input.args, ...limit, ...speechOutput(stream, out), ...limit, ...everythingElse(media)]
  const timeoutMs = TIME_LIMIT_BASE_MS + media.seconds * 1000 * SECONDS_LIMIT_FACTOR
  const onProgress = (seconds: number) => request.onProgress(Math.min(1, seconds / (media.seconds || 1)))
  try {
    const { seconds } = await runFfmpeg({ args, signal, timeoutMs, onProgress })
    await refuseNothingDecoded(out)
    refuseEarlyEnd(media, seconds)
    return seconds
  } catch (error) {
    throw error instanceof MediaToolFailed ? brokenMedia(error) : error
  }
}

function speechOutput(stream: AudioStream, out: string): string[] {
  const filter = 'aresample=async=1:first_pts=0'
  const format = ['-ac', '1', '-ar', '16000', '-c:a', 'pcm_s16le', '-f', 'wav']
  return ['-map', `0:${stream.index}`, '-af', filter, ...format, fileUrl(out)]
}

function everythingElse(media: Media): string[] {
  const video = media.video ? ['-map', `0:${media.video.index}`] : []
  const audio = media.audio.flatMap(({ index }) => ['-map', `0:${index}`])
  return [...video, ...audio, '-c', 'copy', '-f', 'null', '-']
}

const WAV_HEADER_BYTES = 200

async function refuseNothingDecoded(out: string): Promise<void> {
  const { size } = await stat(out)
  if (size > WAV_HEADER_BYTES) return
  throw new EngineError(
    'broken_media',
    'The sound of the source cannot be decoded. Convert it, and send it again.',
  )
}

/** Formats whose length is an estimate from the bit rate, which says nothing about where the file should end. */
const ESTIMATED = /^(mp3|aac|ac3|amr|mpeg|mpegts|flv)$/

/** A file that lost its end still plays up to there, and would be dubbed up to there without anybody being told. */
function refuseEarlyEnd(media: Media, seconds: number): void {
  const tolerance = Math.max(1, media.seconds * 0.02)
  if (ESTIMATED.test(media.format) || seconds >= media.seconds - tolerance) return
  throw new EngineError(
    'broken_media',
    `The source is broken: it ends after ${seconds.toFixed(1)} s of the ${media.seconds.toFixed(1)} s it announces. Send it again.`,
  )
}
