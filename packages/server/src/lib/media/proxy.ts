import { EngineError } from '../engine-error.ts'
import { fileUrl, type SafeInput } from './input.ts'
import type { AudioStream, Media } from './media.ts'
import { brokenMedia } from './probe.ts'
import { MediaToolFailed, runFfmpeg } from './run.ts'

/** A copy to write. */
export interface ProxyFile {
  input: SafeInput
  media: Media
  sound: AudioStream | undefined
  /** Path of the MP4, or of the M4A for a source without a picture. */
  out: string
  signal: AbortSignal
}

/** Its bit rates with room for the container. */
export const PROXY_BYTES_PER_SECOND = 400_000
const SPARE_BYTES = 2 ** 20
/** Pictures are encoded at a fifth of the playing speed on the slowest usable machine. */
const MS_PER_SECOND = 5_000
const BASE_MS = 120_000

/** At most 720 lines, with even sides, as H.264 has them. A smaller picture keeps its size. */
const SCALE = "scale=-2:'min(720,trunc(ih/2)*2)'"
/** A key frame every two seconds, so that seeking to a line is quick. */
const PICTURE =
  '-c:v libx264 -preset veryfast -crf 26 -maxrate 2500k -bufsize 5000k -pix_fmt yuv420p -force_key_frames expr:gte(t,n_forced*2)'.split(
    ' ',
  )
const SOUND = '-c:a aac -b:a 96k -ac 2 -ar 48000 -af aresample=async=1:first_pts=0'.split(' ')

/** The sound that is translated, so that its words are heard beside their lines. */
export function proxySound({ audio }: Media, track: number | undefined): AudioStream | undefined {
  const translated = track === undefined ? undefined : audio[track - 1]
  return translated ?? audio.find((stream) => stream.default) ?? audio[0]
}

/**
 * Writes a copy of a source that every browser plays: H.264 of at most 720 lines and AAC, or AAC
 * alone. It gives way to other work of the machine.
 * @throws EngineError `broken_media` if the picture cannot be decoded
 */
export async function writeProxy({ input, media, sound, out, signal }: ProxyFile): Promise<void> {
  const { video } = media
  const picture = video ? ['-map', `0:${video.index}`, '-vf', SCALE, ...PICTURE] : []
  const maps = sound ? ['-map', `0:${sound.index}`, ...SOUND] : []
  const file = ['-map_metadata', '-1', '-movflags', '+faststart', '-f', 'mp4', fileUrl(out)]
  try {
    await runFfmpeg({
      args: [...input.args, ...picture, ...maps, '-sn', '-dn', ...file],
      signal,
      timeoutMs: BASE_MS + media.seconds * MS_PER_SECOND,
      outputBytes: SPARE_BYTES + media.seconds * PROXY_BYTES_PER_SECOND,
      isPatient: true,
    })
  } catch (error) {
    throw error instanceof MediaToolFailed ? proxyProblem(error) : error
  }
}

/** Free builds of ffmpeg may lack x264, which is not the fault of the source. */
export function proxyProblem(error: MediaToolFailed): EngineError {
  if (!/Unknown encoder/.test(error.detail)) return brokenMedia(error)
  const message = 'The ffmpeg of this server cannot encode H.264. Install one with libx264.'
  return new EngineError('media_tools_missing', message, { cause: error })
}
