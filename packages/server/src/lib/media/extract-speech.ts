import { stat } from 'node:fs/promises'
import { EngineError } from '../engine-error.ts'
import type { AudioStream, Media } from './media.ts'
import { fileUrl, type SafeInput } from './input.ts'
import { passTimeoutMs } from './limits.ts'
import { channelsOfMix, steadySound } from './mix-filter.ts'
import { brokenMedia } from './probe.ts'
import { MediaToolFailed, runFfmpeg } from './run.ts'

export interface ExtractRequest {
  input: SafeInput
  media: Media
  stream: AudioStream
  /** Path of the WAV to write. */
  out: string
  /** Reading stops a little after it. A header may declare seconds for days of sound. */
  maxSeconds: number
  signal: AbortSignal
  onProgress(fraction: number): void
}

/** 16 kHz mono with 16-bit samples. */
const BYTES_PER_SECOND = 32_000

/**
 * Decodes one audio stream to 16 kHz mono PCM. Its first sample is the start of the source,
 * regardless of the stream's offset and gaps, so that the times of cues match the picture. The
 * other streams are read to their end in the same pass, because only that shows the real length of
 * the file.
 * @returns the length of the source in seconds, as it was read.
 * @throws EngineError `broken_media` if nothing can be decoded, `media_too_demanding` if it needs
 * too much memory.
 */
export async function extractSpeech(request: ExtractRequest): Promise<number> {
  const { input, media, stream, out, signal } = request
  const limit = ['-t', String(request.maxSeconds + 1)]
  const args = [...input.args, ...limit, ...speechOutput(stream, out), ...limit, ...everythingElse(media)]
  const timeoutMs = passTimeoutMs({
    seconds: Math.min(media.seconds, request.maxSeconds),
    bytes: input.bytes,
  })
  const outputBytes = (request.maxSeconds + 60) * BYTES_PER_SECOND
  const onProgress = (seconds: number) => request.onProgress(Math.min(1, seconds / (media.seconds || 1)))
  try {
    const { seconds, complaints } = await runFfmpeg({ args, signal, timeoutMs, outputBytes, onProgress })
    refuseLongGap(complaints)
    await refuseNothingDecoded(out)
    return seconds
  } catch (error) {
    throw error instanceof MediaToolFailed ? brokenMedia(error) : error
  }
}

function speechOutput(stream: AudioStream, out: string): string[] {
  // The same filter as in the mix, so that a gap too long for the mix fails here first.
  const filter = steadySound(stream.channels, channelsOfMix(stream))
  const format = ['-ac', '1', '-ar', '16000', '-c:a', 'pcm_s16le', '-f', 'wav']
  return ['-map', `0:${stream.index}`, '-af', filter, ...format, fileUrl(out)]
}

function everythingElse(media: Media): string[] {
  const video = media.video ? ['-map', `0:${media.video.index}`] : []
  const audio = media.audio.flatMap(({ index }) => ['-map', `0:${index}`])
  return [...video, ...audio, '-c', 'copy', '-f', 'null', '-']
}

/** ffmpeg drops silence that exceeds its memory, so the sound after the gap comes too early. */
function refuseLongGap(complaints: string): void {
  if (!complaints.includes('Failed to compensate')) return
  throw new EngineError(
    'media_too_demanding',
    'The sound of the source has a gap of more than about twenty minutes. Cut the gap out and send the source again.',
  )
}

const WAV_HEADER_BYTES = 200

async function refuseNothingDecoded(out: string): Promise<void> {
  const { size } = await stat(out)
  if (size > WAV_HEADER_BYTES) return
  throw new EngineError(
    'broken_media',
    'The sound of the source cannot be decoded. Convert the source and send it again.',
  )
}
