import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import type { BurnIn } from '../../src/lib/media/burnt-picture.ts'
import type { Media } from '../../src/lib/media/media.ts'
import { findMissingEnd } from '../../src/lib/media/declared-end.ts'
import { writeDubTrack, writeDuckingSignal } from '../../src/lib/media/dub-track.ts'
import { extractSpeech } from '../../src/lib/media/extract-speech.ts'
import { safeInput } from '../../src/lib/media/input.ts'
import { probeMedia } from '../../src/lib/media/probe.ts'
import { render } from '../../src/lib/media/render.ts'
import { resultTime, type SlowScene } from 'video-translation-client/studio'
import { layOutCaptions } from '../../src/lib/media/subtitles/captions.ts'
import { toSrt } from '../../src/lib/media/subtitles/formats.ts'
import { findMediaTools } from '../../src/lib/media/tools.ts'
import { createWavWriter } from '../../src/lib/media/wav.ts'

/** Half a minute of English speech. */
export const SAMPLE = join(import.meta.dirname, '../../../../samples/austen-en-25s.mp4')

const ENV = { GCONV_PATH: '/nonexistent' }

/** Runs ffmpeg without limits, to make a source or to measure a result. */
export async function ffmpeg(...args: string[]): Promise<string> {
  const tools = await findMediaTools()
  const { stdout } = await execa(tools.ffmpeg, ['-v', 'error', '-nostdin', '-y', ...args], { env: ENV })
  return stdout
}

/** Loudness in LUFS and true peak in dBTP of the spans of the first sound track. */
export async function measureSpans(path: string, spans: { start: number; end: number }[]) {
  const chosen = spans.map(({ start, end }) => `between(t,${start},${end})`).join('+')
  const measure = 'ebur128=peak=true:metadata=1,ametadata=print:file=-'
  const filter = `aselect='${chosen}',asetpts=N/SR/TB,aformat=channel_layouts=stereo,${measure}`
  const printed = await ffmpeg('-i', path, '-map', '0:a:0', '-af', filter, '-f', 'null', '-')
  const values = (key: string) => {
    return Array.from(printed.matchAll(new RegExp(`${key}=(\\S+)`, 'g')), ([, value]) => Number(value))
  }
  const peaks = values('lavfi\\.r128\\.true_peaks_ch\\d')
  return {
    integrated: values('lavfi\\.r128\\.I').at(-1) ?? NaN,
    truePeak: 20 * Math.log10(Math.max(...peaks)),
  }
}

export interface ProbedStream {
  index: number
  codec_type: string
  codec_name: string
  codec_tag_string: string
  channels?: number
  start_time?: string
  duration?: string
  tags?: Record<string, string>
  disposition: Record<string, number>
  side_data_list?: { rotation?: number }[]
}

/** Output of ffprobe for a file. */
export interface ProbedFile {
  seconds: number
  streams: ProbedStream[]
  chapters: { tags: Record<string, string> }[]
  tags: Record<string, string>
}

export async function probe(path: string): Promise<ProbedFile> {
  const tools = await findMediaTools()
  const args = ['-v', 'error', '-show_format', '-show_streams', '-show_chapters', '-of', 'json', path]
  const { stdout } = await execa(tools.ffprobe, args, { env: ENV })
  const { format, streams, chapters } = JSON.parse(stdout) as Omit<ProbedFile, 'seconds' | 'tags'> & {
    format: { duration: string; tags?: Record<string, string> }
  }
  return { seconds: Number(format.duration), streams, chapters, tags: format.tags ?? {} }
}

/** Codec and language of the streams of a type, in order, e.g. `aac spa`. */
export function tracks(streams: ProbedStream[], type: string): string[] {
  return streams
    .filter((stream) => stream.codec_type === type)
    .map(({ codec_name, tags }) => `${codec_name} ${tags?.['language'] ?? 'und'}`)
}

/** Hash of every packet of the playing picture, with its times if `-c copy` keeps them. */
export async function pictureHash(path: string, format: 'md5' | 'framemd5' = 'md5'): Promise<string> {
  return await ffmpeg('-i', path, '-map', '0:V', '-c', 'copy', '-f', format, '-')
}

/** Loudness in dB of each tenth of a second of an audio stream. */
export async function loudness(path: string, audio: number): Promise<number[]> {
  const filter = 'aformat=channel_layouts=mono:sample_rates=16000,asetnsamples=1600,astats=metadata=1:reset=1'
  const print = 'ametadata=print:key=lavfi.astats.Overall.RMS_level:file=-'
  const out = await ffmpeg('-i', path, '-map', `0:a:${audio}`, '-af', `${filter},${print}`, '-f', 'null', '-')
  return [...out.matchAll(/RMS_level=(\S+)/g)].map(([, level]) => Math.max(-120, Number(level) || -120))
}

/** Start and length of the tones of {@link dub}, in seconds. */
export const TONES = { starts: [1, 4], seconds: 1.2 }

/** Probes a source and decodes its sound, like the first stage. */
export async function inspect(source: string, folder: string, audio = 0) {
  const { signal } = new AbortController()
  await mkdir(folder, { recursive: true })
  const input = await safeInput(source)
  const media = await probeMedia(input, signal)
  const stream = media.audio[audio]
  if (!stream) throw new Error(`${source} has no sound ${audio}.`)
  const speech = join(folder, 'speech.wav')
  const request = { input, media, stream, out: speech, maxSeconds: 4 * 3600, signal, onProgress() {} }
  const seconds = await extractSpeech(request)
  return { input, media, speech, seconds, missing: await findMissingEnd(source, media, seconds) }
}

/** Probes a source, decodes it and dubs it with two tones: the whole media path without a model. */
export async function dub(
  source: string,
  folder: string,
  audio = 0,
  extraSeconds = 0,
  { burnIn, slowScenes = [] }: { burnIn?: BurnIn; slowScenes?: SlowScene[] } = {},
) {
  const { signal } = new AbortController()
  const { input, media: probed, speech, seconds: found, missing } = await inspect(source, folder, audio)
  const media: Media = { ...probed, seconds: found }
  const seconds = resultTime(found, slowScenes) + extraSeconds
  const parts = await writeParts(folder, seconds, signal)
  const dubAlone = join(folder, 'es.dub.m4a')
  const common = {
    input,
    media,
    audio,
    seconds,
    from: 'en',
    to: 'es',
    dubAlone,
    signal,
    burnIn,
    slowScenes,
    onProgress() {},
  }
  return { media, speech, missing, ...(await render({ ...common, ...parts, out: join(folder, 'es') })) }
}

async function writeParts(folder: string, seconds: number, signal: AbortSignal) {
  const path = (name: string) => join(folder, name)
  const clip = await createWavWriter(path('tone.wav'), 24_000)
  const samples = Math.round(TONES.seconds * 24_000)
  await clip.write(
    Int16Array.from({ length: samples }, (_, at) => Math.sin((at / 24_000) * 1000 * 2 * Math.PI) * 12_000),
  )
  await clip.close()
  const spans = TONES.starts.map((start) => ({ start, end: start + TONES.seconds }))
  await writeDubTrack(
    spans.map(({ start }) => ({ path: path('tone.wav'), start })),
    seconds,
    path('dub.wav'),
    signal,
  )
  await writeDuckingSignal(spans, seconds, path('ducking.wav'), signal)
  const saying = async (text: string, language: string) => {
    const captions = spans.map((span) => ({ ...span, text }))
    return toSrt(await layOutCaptions(captions, { languages: { text: language } }))
  }
  await writeFile(path('to.srt'), await saying('¿Qué tal, señor? <b>', 'es'))
  await writeFile(path('from.srt'), await saying('How are you?', 'en'))
  const subtitles = { to: path('to.srt'), from: path('from.srt') }
  return { dub: path('dub.wav'), ducking: path('ducking.wav'), dubGainDb: 0, subtitles }
}
