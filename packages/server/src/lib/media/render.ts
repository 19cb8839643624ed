import { EngineError } from '../engine-error.ts'
import { type BurnIn, BURN_IN_ENCODER, burnInCosts, burnInFilter, withBurntPicture } from './burnt-picture.ts'
import type { AudioStream, Media } from './media.ts'
import { fileUrl, ownInput, type SafeInput } from './input.ts'
import { dispositionOf, planKeptParts, tagArgs, type KeptParts } from './kept-parts.ts'
import { type LanguageCodes, nativeName, trackLanguage } from './languages.ts'
import { passTimeoutMs } from './limits.ts'
import { channelsOfMix, mixFilter } from './mix-filter.ts'
import { brokenMedia } from './probe.ts'
import {
  canCopy,
  FALLBACK_CONTAINER,
  planRender,
  type OutputContainer,
  type RenderPlan,
} from './render-plan.ts'
import { MediaToolFailed, runFfmpeg } from './run.ts'
import { writeSlowChapters } from './slow-chapters.ts'
import { slowPackets } from './slow-packets.ts'
import type { SlowScene } from 'video-translation-client/studio'
import { slowSound, SOUND_RATE } from './slow-sound.ts'

/** Inputs of the result. Paths are local files. */
export interface RenderRequest {
  input: SafeInput
  media: Media
  /** Index into `media.audio` of the stream that was translated. */
  audio: number
  /** Length of the result: that of the slowed source, or more where the dub needs it. */
  seconds: number
  /** What is slowed. The other files have the times of the result already. */
  slowScenes: readonly SlowScene[]
  from: string
  to: string
  dub: string
  /** Sidechain signal that ducks the original; see `writeDuckingSignal`. */
  ducking: string
  /** Path of the dub alone, in M4A. */
  dubAlone: string
  /** Gain of the dub in dB, which brings it to the loudness of the original speech. */
  dubGainDb: number
  /** SubRip files of both languages. */
  subtitles: { from: string; to: string }
  /** Subtitles to draw into the picture, which is then encoded again. Default: it is copied. */
  burnIn?: BurnIn | undefined
  /** Path of the result without its extension, which depends on the container. */
  out: string
  signal: AbortSignal
  onProgress(fraction: number): void
}

/** The result, its container and its losses. */
export interface Rendered extends RenderPlan {
  path: string
  /** Descriptions of the parts of the source that the result lacks. */
  lost: string[]
}

/**
 * Writes the result: the picture, copied if nothing is burnt in; the dub over the ducked original
 * as the default sound, every original sound after it; and subtitles in both languages. In scenes
 * that are slowed, everything is.
 * @throws EngineError `render_failed` if ffmpeg cannot write it.
 */
export async function render(request: RenderRequest): Promise<Rendered> {
  const plan = planRender(request.burnIn ? withBurntPicture(request.media) : request.media)
  try {
    return await write(request, plan)
  } catch (error) {
    if (!isRefusedByMuxer(error) || plan.container === FALLBACK_CONTAINER) throw asRenderError(error)
  }
  return await write(request, { container: FALLBACK_CONTAINER, changed: true }).catch((error: unknown) => {
    throw asRenderError(error)
  })
}

async function write(request: RenderRequest, plan: RenderPlan): Promise<Rendered> {
  const { input, media, signal, onProgress } = request
  const path = `${request.out}.${plan.container.extension}`
  const kept = planKeptParts(media, plan.container)
  const covers = plan.container.attaches ? await extractCovers(request, kept.covers) : []
  const chapters = await slowChapters(request)
  const costs = request.burnIn ? burnInCosts(media) : { memoryBytes: 0, slowness: 1, resultBytes: 0 }
  await runFfmpeg({
    args: renderArgs(request, plan.container, path, { covers, chapters }),
    signal,
    timeoutMs: passTimeoutMs({ seconds: request.seconds * costs.slowness, bytes: input.bytes }),
    memoryBytes: costs.memoryBytes,
    outputBytes: maxResultBytes(request) + costs.resultBytes,
    onProgress: (seconds) => onProgress(Math.min(1, seconds / request.seconds)),
  })
  return { ...plan, path, lost: kept.lost }
}

/** Bytes a second of encoded sound, far more than any track needs. */
const SOUND_BYTES = 100_000

/** Size limit of the result, because a compressed track can grow a thousandfold. */
function maxResultBytes({ input, media, seconds }: RenderRequest): number {
  const sound = seconds * SOUND_BYTES * (media.audio.length + 1)
  return input.bytes * 4 + sound + 64 * 2 ** 20
}

/** Writes cover art to files. Matroska keeps it as attachments, and ffmpeg attaches only files. */
async function extractCovers(
  { input, out, signal }: RenderRequest,
  covers: Cover[],
): Promise<AttachedCover[]> {
  const files: AttachedCover[] = []
  for (const { index, codec, filename, mimetype } of covers) {
    const path = `${out}.cover${files.length}`
    const output = ['-map', `0:${index}`, '-frames:v', '1', '-c', 'copy', '-f', 'data', fileUrl(path)]
    const args = [...input.args, ...output]
    await runFfmpeg({ args, signal, timeoutMs: passTimeoutMs({ seconds: 0, bytes: input.bytes }) })
    const isPng = codec === 'png'
    files.push({
      path,
      filename: filename ?? `cover.${isPng ? 'png' : 'jpg'}`,
      mimetype: mimetype ?? (isPng ? 'image/png' : 'image/jpeg'),
    })
  }
  return files
}

/** Path of a file with chapters. Undefined: those of the source are right, or there are none. */
async function slowChapters({ input, out, slowScenes, signal }: RenderRequest): Promise<string | undefined> {
  if (slowScenes.length === 0) return undefined
  const path = `${out}.chapters`
  return (await writeSlowChapters(input, slowScenes, path, signal)) ? path : undefined
}

type Cover = Media['pictures'][number]

interface AttachedCover {
  path: string
  filename: string
  mimetype: string
}

/** Files that were made for the result. */
interface MadeParts {
  covers: readonly AttachedCover[]
  chapters: string | undefined
}

/**
 * Input 0 of ffmpeg is the source, 1 the dub, 2 the ducking signal, 3 and 4 the subtitles. Chapters
 * come last.
 */
function renderArgs(
  request: RenderRequest,
  container: OutputContainer,
  path: string,
  { covers, chapters }: MadeParts,
): string[] {
  const { media, input, dub, ducking, subtitles } = request
  const sounds = originals(request)
  const kept = planKeptParts(media, container)
  const files = container.subtitleCodec ? [subtitles.to, subtitles.from] : []
  const texts = files.flatMap((file) => ownInput(file, 'srt'))
  return [
    ['-fflags', '+genpts', ...input.args, ...ownInput(dub, 'wav'), ...ownInput(ducking, 'wav')],
    texts,
    chapters === undefined ? [] : ownInput(chapters, 'ffmetadata'),
    ['-filter_complex', filtersOf(request, sounds)],
    pictureArgs(request, kept, container),
    soundArgs(request, sounds, container),
    subtitleArgs(request, kept, container),
    attachmentArgs(kept, covers),
    tagArgs(media, isMovFamily(container), chapters === undefined ? 0 : 3 + files.length),
    ['-max_muxing_queue_size', '9999', '-f', container.muxer],
    [fileUrl(path)],
    dubAloneArgs(request),
  ].flat()
}

/** At this rate the fast search leaves less noise in speech, and takes a third of the time. */
const DUB_ALONE_ENCODER = '-c:a aac -b:a 64000 -aac_coder fast -ar 48000'.split(' ')

/** A second output of the same run: it costs one more encoding of a mono sound. */
function dubAloneArgs({ to, dubAlone }: RenderRequest): string[] {
  // Its index stands first, so that it plays before it has arrived.
  const file = ['-movflags', '+faststart', '-f', 'ipod', fileUrl(dubAlone)]
  return ['-map', '[alone]', ...DUB_ALONE_ENCODER, ...label('a', 0, to, { codes: 'T' }), ...file]
}

function isMovFamily({ muxer }: OutputContainer): boolean {
  return /^(mp4|mov|ipod)$/.test(muxer)
}

/** The translated sound first, then the others in their order. */
function originals({ media, audio }: RenderRequest): [AudioStream, ...AudioStream[]] {
  const translated = media.audio[audio]
  if (!translated) throw new Error(`The source has no audio stream ${audio}.`)
  return [translated, ...media.audio.filter((stream) => stream !== translated)]
}

function filtersOf(request: RenderRequest, sounds: [AudioStream, ...AudioStream[]]): string {
  const { media, burnIn, slowScenes } = request
  const slowed = slowScenes.length === 0 ? [] : sounds.map((sound, at) => slowOriginal(sound, at, slowScenes))
  const picture = burnIn && media.video ? [burnInFilter(media.video, burnIn, slowScenes)] : []
  return [mixFilter(sounds[0], request), ...slowed, ...picture].join(';')
}

/** An original sound that is slowed, as `[sound0]`. It cannot be copied. */
function slowOriginal({ index }: AudioStream, at: number, scenes: readonly SlowScene[]): string {
  const steady = `aformat=sample_rates=${SOUND_RATE},aresample=async=1:first_pts=0`
  return `[0:${index}]${steady}${slowSound(scenes, `o${at}`)}[sound${at}]`
}

/** A picture with burnt-in subtitles comes first, since its encoder is named by its number. */
function pictureArgs(
  { media, burnIn, slowScenes }: RenderRequest,
  kept: KeptParts,
  container: OutputContainer,
): string[] {
  const covers = isMovFamily(container) ? kept.covers : []
  const burnt = burnIn && media.video?.index
  const pictures = media.pictures.filter((picture) => {
    return picture.index !== burnt && (!picture.cover || covers.includes(picture))
  })
  const first = burnt === undefined ? 0 : 1
  const maps = pictures.flatMap(({ index }) => ['-map', `0:${index}`])
  const flags = pictures.flatMap(({ cover }, at) => {
    const number = at + first
    if (cover) return [`-disposition:v:${number}`, 'attached_pic']
    return slowScenes.length > 0 ? [`-bsf:v:${number}`, slowPackets(slowScenes)] : []
  })
  const copies = pictures.length > 0 ? ['-c:v', 'copy'] : []
  if (burnt === undefined) return [...maps, ...copies, ...flags]
  return ['-map', '[picture]', ...maps, ...copies, ...BURN_IN_ENCODER, ...flags]
}

/** Cover art follows the fonts, because ffmpeg adds attached files after mapped streams. */
function attachmentArgs({ attachments }: KeptParts, covers: readonly AttachedCover[]): string[] {
  const fonts = attachments.flatMap(({ index }) => ['-map', `0:${index}`])
  const files = covers.flatMap(({ path, filename, mimetype }, at) => {
    const key = `-metadata:s:t:${attachments.length + at}`
    return ['-attach', path, key, `filename=${filename}`, key, `mimetype=${mimetype}`]
  })
  return [...fonts, ...(fonts.length > 0 ? ['-c:t', 'copy'] : []), ...files]
}

function soundArgs(
  request: RenderRequest,
  sounds: [AudioStream, ...AudioStream[]],
  container: OutputContainer,
): string[] {
  const isSlowed = request.slowScenes.length > 0
  const maps = sounds.flatMap(({ index }, at) => ['-map', isSlowed ? `[sound${at}]` : `0:${index}`])
  const dub = [
    ...encoding(0, container, channelsOfMix(sounds[0])),
    ...label('a', 0, request.to, { codes: container.languageCodes }),
    '-disposition:a:0',
    'default',
  ]
  const rest = sounds.flatMap((stream, at) => {
    const number = at + 1
    const codec =
      canCopy(container, stream) && !isSlowed
        ? [`-c:a:${number}`, 'copy']
        : encoding(number, container, stream.channels)
    const language = stream.language ?? (at === 0 ? request.from : 'und')
    return [
      ...codec,
      ...label('a', number, language, { codes: container.languageCodes, title: stream.title }),
      `-disposition:a:${number}`,
      dispositionOf(stream.flags, { keepDefault: false }),
    ]
  })
  return ['-map', '[mix]', ...maps, ...dub, ...rest]
}

const BITS_PER_CHANNEL = 80_000

/** At a low sample rate the encoder's delay of 1024 samples would be a tenth of a second. */
function encoding(number: number, container: OutputContainer, channels: number): string[] {
  const bitRate = String(BITS_PER_CHANNEL * Math.max(1, channels))
  return [`-c:a:${number}`, container.dubCodec, `-b:a:${number}`, bitRate, `-ar:a:${number}`, '48000']
}

/** The new subtitles of both languages, then those of the source with their flags. */
function subtitleArgs(
  request: RenderRequest,
  { subtitles }: KeptParts,
  container: OutputContainer,
): string[] {
  const { subtitleCodec, languageCodes: codes } = container
  const { slowScenes } = request
  if (!subtitleCodec) return []
  return [
    ['-map', '3:0', '-c:s:0', subtitleCodec, ...label('s', 0, request.to, { codes })],
    ['-map', '4:0', '-c:s:1', subtitleCodec, ...label('s', 1, request.from, { codes })],
    ['-disposition:s:0', '0', '-disposition:s:1', '0'],
    subtitles.flatMap(({ index, encoder, flags, language, title }, at) => {
      const number = at + 2
      const codec = [
        `-c:s:${number}`,
        encoder,
        `-disposition:s:${number}`,
        dispositionOf(flags, { keepDefault: true }),
        ...(slowScenes.length > 0 ? [`-bsf:s:${number}`, slowPackets(slowScenes)] : []),
      ]
      const named = language === undefined ? [] : label('s', number, language, { codes, title })
      return ['-map', `0:${index}`, ...codec, ...named]
    }),
  ].flat()
}

/** Sets the title, and for MP4 and QuickTime the handler name, which their players show instead. */
function label(
  kind: 'a' | 's',
  number: number,
  language: string,
  { codes, title = nativeName(language) }: { codes: LanguageCodes; title?: string | undefined },
): string[] {
  const key = `-metadata:s:${kind}:${number}`
  const handler = codes === 'B' ? [] : [key, `handler_name=${title}`]
  const name = language === 'und' ? [] : [key, `title=${title}`, ...handler]
  return [key, `language=${trackLanguage(language, codes)}`, ...name]
}

function isRefusedByMuxer(error: unknown): boolean {
  const refusal =
    /could not (find tag|write header)|only .* are supported|codec not currently supported|not supported in/i
  return error instanceof MediaToolFailed && refusal.test(error.detail)
}

function asRenderError(error: unknown): unknown {
  if (!(error instanceof MediaToolFailed)) return error
  if (error.exceeded) return brokenMedia(error)
  const cause = error.timedOut ? 'it took too long' : error.reason
  return new EngineError('render_failed', `The result could not be written: ${cause}.`, { cause: error })
}
