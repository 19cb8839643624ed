import { EngineError } from '../engine-error.ts'
import type { Media } from './media.ts'
import type { SafeInput } from './input.ts'
import { toMedia, type Probed } from './ffprobe-json.ts'
import { isProtected } from './protection.ts'
import { MediaToolFailed, runFfprobe } from './run.ts'

const TIME_LIMIT_MS = 120_000

/**
 * Describes the file with ffprobe.
 * @throws EngineError `media_too_demanding` for more streams, chapters, channels or samples than
 * any real file has, `broken_media` if it cannot be read, `protected_media` if it is encrypted,
 * `no_audio` if it has no sound.
 */
export async function probeMedia(input: SafeInput, signal: AbortSignal): Promise<Media> {
  const probed = await readProbe(input, signal)
  const media = toMedia(probed, input.docType)
  refuseExcess(probed, media)
  await refuseProtected(input, media)
  refuseSilentFile(media)
  return media
}

async function readProbe(input: SafeInput, signal: AbortSignal): Promise<Probed> {
  const args = ['-show_format', '-show_streams', '-show_chapters', '-of', 'json', ...input.args]
  try {
    const probed = JSON.parse(await runFfprobe({ args, signal, timeoutMs: TIME_LIMIT_MS })) as Probed
    if (probed.streams?.some((stream) => stream.codec_name !== undefined)) return probed
    throw new EngineError('broken_media', 'The source has no stream that can be decoded. Convert it first.')
  } catch (error) {
    if (error instanceof MediaToolFailed) throw brokenMedia(error)
    throw error
  }
}

/** Explains a failed run of a media tool to the user. */
export function brokenMedia(failure: MediaToolFailed): EngineError {
  if (failure.exceeded) {
    const what = failure.exceeded === 'memory' ? 'memory' : 'disk space'
    const message = `The source exceeds the limit of ${what}, because of a very long gap in its sound or of enormous pictures. Convert it, e.g. to mp4, and send it again.`
    return new EngineError('media_too_demanding', message, { cause: failure })
  }
  const message = failure.detail.includes('moov atom not found')
    ? 'The source is broken: its index (moov atom) is missing because the recording or the transfer was cut off. Send it again.'
    : failure.timedOut
      ? 'The source could not be read in time. Convert it, e.g. to mp4, and send it again.'
      : `The source is broken or of an unknown kind (${failure.reason}). Check that it plays, and send it again.`
  return new EngineError('broken_media', message, { cause: failure })
}

/** Films with many fonts have a hundred streams. */
const MAX_STREAMS = 300
const MAX_CHANNELS = 64
/** ffmpeg takes longer for each further one: twenty thousand of them take minutes. */
const MAX_CHAPTERS = 2000
const MAX_TAGS = 2000
const MAX_SAMPLE_RATE = 768_000

/** Each stream and each channel costs memory and time in every later step. */
function refuseExcess({ streams = [], chapters = [] }: Probed, { audio, tags }: Media): void {
  const channels = Math.max(0, ...audio.map((stream) => stream.channels))
  const sampleRate = Math.max(0, ...audio.map((stream) => stream.sampleRate))
  if (streams.length > MAX_STREAMS) throw tooDemanding(`${streams.length} streams`, MAX_STREAMS)
  if (chapters.length > MAX_CHAPTERS) throw tooDemanding(`${chapters.length} chapters`, MAX_CHAPTERS)
  const tagCount = Object.keys(tags).length
  if (tagCount > MAX_TAGS) throw tooDemanding(`${tagCount} tags`, MAX_TAGS)
  if (channels > MAX_CHANNELS) throw tooDemanding(`${channels} channels of sound`, MAX_CHANNELS)
  if (sampleRate > MAX_SAMPLE_RATE) throw tooDemanding(`${sampleRate} samples a second`, MAX_SAMPLE_RATE)
}

function tooDemanding(what: string, max: number): EngineError {
  const message = `The source has ${what}, but the limit is ${max}. Convert it, e.g. to mp4, and send it again.`
  return new EngineError('media_too_demanding', message)
}

async function refuseProtected({ path }: SafeInput, { format }: Media): Promise<void> {
  if (!/\bmp4\b/.test(format) || !(await isProtected(path))) return
  throw new EngineError(
    'protected_media',
    'The source is encrypted (DRM) and cannot be decoded. Send an unprotected copy.',
  )
}

function refuseSilentFile(media: Media): void {
  if (media.audio.length > 0) return
  throw new EngineError(
    'no_audio',
    'The source has no sound, so there is nothing to translate. Send a file with speech.',
  )
}
