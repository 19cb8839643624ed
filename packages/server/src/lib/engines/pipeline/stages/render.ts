import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Warning } from 'video-translation-client'
import type { FileKey } from '../../../files/file-key.ts'
import { measureDubGain } from '../../../media/loudness.ts'
import { resultTime } from 'video-translation-client/studio'
import { speechLoudness } from './speech-loudness.ts'
import { safeInput } from '../../../media/input.ts'
import { render as renderMedia, type Rendered, type RenderRequest } from '../../../media/render.ts'
import type { AssOptions } from '../../../media/subtitles/ass.ts'
import { type Caption, layOutCaptions, type SpokenCaption } from '../../../media/subtitles/captions.ts'
import { type OriginalPlace, toSrt } from '../../../media/subtitles/formats.ts'
import { writePeaks } from '../../../media/peaks.ts'
import type { PlaybackArtifact, ProducedArtifact, TaskContext } from '../../engine.ts'
import type { CueReport, TranslatedCue } from '../providers/cue.ts'
import { prepareBurnIn, type PreparedBurnIn } from './burn-in.ts'
import type { SourceOutput } from './source-output.ts'
import { readJson } from './stage-files.ts'
import { storeTargetSubtitles } from './subtitle-files.ts'
import type { Synthesized } from './synthesize.ts'

export interface RenderTargetRequest extends Pick<
  Synthesized,
  'dubKey' | 'duckingKey' | 'reportsKey' | 'seconds' | 'slowScenes'
> {
  source: SourceOutput
  /** File with the {@link TranslatedCue}s as JSON. */
  cuesKey: FileKey
  to: string
  /** Where the subtitles also show what is said in the source's language. Default: nowhere. */
  bilingual?: OriginalPlace | undefined
  /** Whether the subtitles are drawn into the picture. Default: no. */
  burnIn?: boolean
  /** The loudness of the source's speech, if it is being measured. Default: measured now. */
  loudness?: Promise<number | undefined> | undefined
}

/** The files of the target. */
export interface RenderedTarget {
  artifacts: ProducedArtifact[]
  /** The dub alone, and its peaks. */
  playback: PlaybackArtifact[]
  warnings: Warning[]
}

/** Bytes a second of the encoded dub, and of an original sound that has to be encoded too. */
const DUB_BYTES_PER_SECOND = 3 * 20_000

const NOTHING_BURNT: PreparedBurnIn = { warnings: [] }

/** Mixes, muxes and writes the subtitles. */
export async function render(
  request: RenderTargetRequest,
  context: TaskContext,
  onProgress: (fraction: number) => void,
): Promise<RenderedTarget> {
  const { source, to } = request
  const { files, scratch, signal } = context
  const { media, audio, language: from } = source
  const cues = await readJson<TranslatedCue[]>(request.cuesKey, context)
  const captions = await captionsOf(cues, request, context)
  const path = await files.get(source.sourceKey)
  const input = await safeInput(path)
  const dub = await files.get(request.dubKey)
  await context.reserveSpace((await stat(path)).size + request.seconds * bytesPerSecond(request))
  // The one that ran beside the voice may have failed for a reason of its time.
  const measured = request.loudness?.catch(() => speechLoudness(source, cues, context))
  const speech = await (measured ?? speechLoudness(source, cues, context))
  const dubGainDb = await measureDubGain({ input, media, audio, speech, dub, signal })
  const styles = stylesOf(request)
  const burning = request.burnIn ? await prepareBurnIn(captions.to, styles, scratch) : NOTHING_BURNT
  const dubAlone = join(scratch, `${to}.dub.m4a`)
  const result = await renderMedia({
    media,
    audio,
    from,
    to,
    seconds: request.seconds,
    slowScenes: request.slowScenes ?? [],
    burnIn: burning.burnIn,
    subtitles: await writeSubtitles(captions, request, scratch),
    out: join(scratch, to),
    signal,
    onProgress,
    input,
    dub,
    ducking: await files.get(request.duckingKey),
    dubGainDb,
    dubAlone,
  })
  const playback = await storePlayback({ dub, dubGainDb, dubAlone, to }, context)
  return {
    artifacts: await store(result, captions, styles, context),
    playback,
    warnings: [...warningsOf(result, burning.burnIn !== undefined), ...burning.warnings],
  }
}

function stylesOf({ to, source, bilingual: original }: RenderTargetRequest): AssOptions {
  const languages = { text: to, original: source.language }
  return { languages, original, picture: source.media.video }
}

/** Bytes of a pixel that is encoded again, at the quality of burnt-in pictures. */
const PIXEL_BYTES = 0.02
const USUAL_RATE = 60

function bytesPerSecond({ burnIn = false, source }: RenderTargetRequest): number {
  const { width = 0, height = 0, frameRate = USUAL_RATE } = source.media.video ?? {}
  return DUB_BYTES_PER_SECOND + (burnIn ? width * height * frameRate * PIXEL_BYTES : 0)
}

/** The subtitles of both languages, laid out, at the times of the result. */
interface Captions {
  to: Caption[]
  from: Caption[]
}

/** A translated subtitle stays until its dub ends. */
async function captionsOf(
  cues: readonly TranslatedCue[],
  { to: language, source, reportsKey, bilingual, seconds, slowScenes = [] }: RenderTargetRequest,
  context: TaskContext,
): Promise<Captions> {
  const from = cues.map((cue) => {
    return { ...cue, start: resultTime(cue.start, slowScenes), end: resultTime(cue.end, slowScenes) }
  })
  const reports = await readJson<CueReport[]>(reportsKey, context)
  const spoken = new Map(reports.map((report) => [report.id, report.offsetSeconds + report.dubSeconds]))
  const to = from.map((cue) => {
    return { ...captionOf(cue, bilingual), spokenUntil: cue.start + (spoken.get(cue.id) ?? 0) }
  })
  const languages = { text: language, original: source.language }
  return {
    to: await layOutCaptions(to, { languages, seconds }),
    from: await layOutCaptions(from, { languages: { text: source.language }, seconds }),
  }
}

/** The translated text, with what is said if both are to be shown. */
export function captionOf(cue: TranslatedCue, bilingual: OriginalPlace | undefined): SpokenCaption {
  return { ...cue, text: cue.translated, ...(bilingual && { original: cue.text }) }
}

async function writeSubtitles(
  { to, from }: Captions,
  { bilingual: original }: RenderTargetRequest,
  scratch: string,
) {
  const paths = { to: join(scratch, 'to.srt'), from: join(scratch, 'from.srt') }
  await writeFile(paths.to, toSrt(to, { original }))
  await writeFile(paths.from, toSrt(from))
  return paths
}

async function store(
  { path, container }: Rendered,
  captions: Captions,
  styles: AssOptions,
  context: TaskContext,
): Promise<ProducedArtifact[]> {
  const name = `${styles.languages.text}.${container.extension}`
  return [
    { name, key: await context.files.put(path, name), mediaType: container.mediaType },
    ...(await storeTargetSubtitles(captions.to, styles, context)),
  ]
}

/** The peaks are as loud as the dub in the mix. */
async function storePlayback(
  { dub, dubGainDb, dubAlone, to }: Pick<RenderRequest, 'dub' | 'dubGainDb' | 'dubAlone' | 'to'>,
  { files, scratch, signal }: TaskContext,
): Promise<PlaybackArtifact[]> {
  const peaks = join(scratch, `${to}.peaks.bin`)
  await writePeaks(dub, peaks, { gain: 10 ** (dubGainDb / 20), signal })
  const [sound, drawn] = [`${to}.dub.m4a`, `${to}.peaks.bin`]
  return [
    { name: sound, key: await files.put(dubAlone, sound), mediaType: 'audio/mp4', playback: 'dub' },
    {
      name: drawn,
      key: await files.put(peaks, drawn),
      mediaType: 'application/octet-stream',
      playback: 'peaks',
    },
  ]
}

function warningsOf({ changed, lost, container: { extension } }: Rendered, burnIn: boolean): Warning[] {
  const warnings: Warning[] = []
  if (changed) {
    const message = `The result is ${extension}, because the source's own format cannot hold the dub, the original sound and the subtitles${burnIn ? ', or the new picture' : ''}.`
    warnings.push({ code: 'container_changed', message })
  }
  if (lost.length > 0) {
    const message = `The result (${extension}) cannot hold these parts of the source: ${list(lost)}.`
    warnings.push({ code: 'parts_lost', message })
  }
  return warnings
}

const MAX_LISTED = 8

function list(names: readonly string[]): string {
  const more = names.length - MAX_LISTED
  return names.slice(0, MAX_LISTED).join(', ') + (more > 0 ? `, and ${more} more` : '')
}
