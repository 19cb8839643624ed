import { EngineError } from '../engines/engine.ts'
import type { AudioStream, Media } from '../engines/pipeline/media.ts'
import { fileUrl, ownInput, type SafeInput } from './input.ts'
import { nativeName, trackLanguage } from './languages.ts'
import { mixFilter } from './mix-filter.ts'
import { canCopy, LAST_RESORT, planRender, type OutputContainer, type RenderPlan } from './render-plan.ts'
import { MediaToolFailed, runFfmpeg } from './run.ts'

/** What goes into the result. Paths are local files. */
export interface RenderRequest {
  input: SafeInput
  media: Media
  /** Index into `media.audio` of the stream that was translated. */
  audio: number
  from: string
  to: string
  dub: string
  /** Loud where the original is to be ducked; see `writeDuckingKey`. */
  ducking: string
  /** SubRip files of both languages. */
  subtitles: { from: string; to: string }
  /** Path of the result without its extension, which the container decides. */
  out: string
  signal: AbortSignal
  onProgress(fraction: number): void
}

/** The result and what it became. */
export interface Rendered extends RenderPlan {
  path: string
}

const TIME_LIMIT_BASE_MS = 180_000
const TIME_LIMIT_FACTOR = 2

/**
 * Puts the dub into the source: the picture copied untouched, the dub over the ducked original as the default sound,
 * every original sound after it, subtitles in both languages.
 * @throws EngineError `render_failed` when ffmpeg cannot write it.
 */
export async function render(request: RenderRequest): Promise<Rendered> {
  const plan = planRender(request.media)
  try {
    return await write(request, plan)
  } catch (error) {
    if (!isRefusedByMuxer(error) || plan.container === LAST_RESORT) throw asRenderError(error)
  }
  return await write(request, { container: LAST_RESORT, changed: true }).catch((error: unknown) => {
    throw asRenderError(error)
  })
}

async function write(request: RenderRequest, plan: RenderPlan): Promise<Rendered> {
  const { media, signal, onProgress } = request
  const path = `${request.out}.${plan.container.extension}`
  await runFfmpeg({
    args: renderArgs(request, plan.container, path),
    signal,
    timeoutMs: TIME_LIMIT_BASE_MS + media.seconds * 1000 * TIME_LIMIT_FACTOR,
    onProgress: (seconds) => onProgress(Math.min(1, seconds / media.seconds)),
  })
  return { ...plan, path }
}

/** The command line; input 0 is the source, 1 the dub, 2 the ducking key, 3 and 4 the subtitles. */
export function renderArgs(request: RenderRequest, container: OutputContainer, path: string): string[] {
  const { media, input, dub, ducking, subtitles } = request
  const sounds = originals(request)
  const texts = [subtitles.to, subtitles.from].flatMap((file) => ownInput(file, 'srt'))
  return [
    ['-fflags', '+genpts', ...input.args, ...ownInput(dub, 'wav'), ...ownInput(ducking, 'wav')],
    container.subtitleCodec ? texts : [],
    ['-filter_complex', mixFilter(sounds[0], media.seconds)],
    pictureArgs(media, container),
    soundArgs(request, sounds, container),
    subtitleArgs(request, container),
    ['-max_muxing_queue_size', '9999', '-f', container.muxer],
    isMovFamily(container) ? ['-movflags', '+faststart'] : [],
    [fileUrl(path)],
  ].flat()
}

function isMovFamily({ muxer }: OutputContainer): boolean {
  return /^(mp4|mov|ipod)$/.test(muxer)
}

/** The sound that was translated first, then the others in their order. */
function originals({ media, audio }: RenderRequest): [AudioStream, ...AudioStream[]] {
  const translated = media.audio[audio]
  if (!translated) throw new Error(`There is no sound ${audio} in the source.`)
  return [translated, ...media.audio.filter((stream) => stream !== translated)]
}

function pictureArgs(media: Media, container: OutputContainer): string[] {
  const pictures = media.pictures.filter(({ cover }) => !cover || isMovFamily(container))
  const maps = pictures.flatMap(({ index }) => ['-map', `0:${index}`])
  const covers = pictures.flatMap(({ cover }, at) => (cover ? [`-disposition:v:${at}`, 'attached_pic'] : []))
  return pictures.length > 0 ? [...maps, '-c:v', 'copy', ...covers] : []
}

function soundArgs(request: RenderRequest, sounds: AudioStream[], container: OutputContainer): string[] {
  const maps = ['-map', '[mix]', ...sounds.flatMap(({ index }) => ['-map', `0:${index}`])]
  const dub = [...encoding(0, container, 2), ...label('a', 0, request.to), '-disposition:a:0', 'default']
  const rest = sounds.flatMap((stream, at) => {
    const number = at + 1
    const codec = canCopy(container, stream)
      ? [`-c:a:${number}`, 'copy']
      : encoding(number, container, stream.channels)
    const language = stream.language ?? (at === 0 ? request.from : 'und')
    return [...codec, ...label('a', number, language, stream.title), `-disposition:a:${number}`, '0']
  })
  return [...maps, ...dub, ...rest]
}

const BITS_PER_CHANNEL = 80_000

/** At a low sample rate the encoder's delay of 1024 samples would shift the whole file by a tenth of a second. */
function encoding(number: number, container: OutputContainer, channels: number): string[] {
  const bitRate = String(BITS_PER_CHANNEL * Math.max(1, channels))
  return [`-c:a:${number}`, container.dubCodec, `-b:a:${number}`, bitRate, `-ar:a:${number}`, '48000']
}

/** Ours first, the target's before the source's, then the subtitles that were there already. */
function subtitleArgs(request: RenderRequest, container: OutputContainer): string[] {
  if (!container.subtitleCodec) return []
  const kept = request.media.subtitles.filter(({ codec }) => container.subtitles.test(codec))
  return [
    ['-map', '3:0', '-c:s:0', container.subtitleCodec, ...label('s', 0, request.to)],
    ['-map', '4:0', '-c:s:1', container.subtitleCodec, ...label('s', 1, request.from)],
    kept.flatMap(({ index }, at) => ['-map', `0:${index}`, `-c:s:${at + 2}`, 'copy']),
    ['-disposition:s', '0'],
  ].flat()
}

/** MP4 shows a track's handler name where Matroska shows its title. */
function label(kind: 'a' | 's', number: number, language: string, title = nativeName(language)): string[] {
  const key = `-metadata:s:${kind}:${number}`
  const name = language === 'und' ? [] : [key, `title=${title}`, key, `handler_name=${title}`]
  return [key, `language=${trackLanguage(language)}`, ...name]
}

function isRefusedByMuxer(error: unknown): boolean {
  const refusal =
    /could not (find tag|write header)|only .* are supported|codec not currently supported|not supported in/i
  return error instanceof MediaToolFailed && refusal.test(error.detail)
}

function asRenderError(error: unknown): unknown {
  if (!(error instanceof MediaToolFailed)) return error
  const cause = error.timedOut ? 'it took too long' : error.reason
  return new EngineError('render_failed', `The result could not be written: ${cause}.`, { cause: error })
}
