import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Clip, Sentence } from './clips.ts'

/** Clips of one language, one after the other in one recording. */
export interface ClipSet {
  /** Language and origin. */
  name: string
  language: string
  file: string
  seconds: number
  text: string
  sentences: Sentence[]
  translations: Record<string, string>
  /** The translation of each sentence, by language, where a translation has as many lines. */
  lines: Record<string, string[]>
}

/** A longer set would hide which clips a recogniser fails at. */
const MAX_SECONDS = 60
/** Without sound, so that the clips are heard apart. */
const PAUSE_SECONDS = 1
const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg'
const FFPROBE = process.env['FFPROBE_PATH'] ?? 'ffprobe'
const run = promisify(execFile)

/** Joins the clips of each language and origin to sets of up to a minute. */
export async function joinClips(clips: readonly Clip[], folder: string): Promise<ClipSet[]> {
  const sets: ClipSet[] = []
  for (const group of groupsOf(await withLengths(clips))) {
    const file = join(folder, `set-${sets.length}.wav`)
    await join16kHz(group, file)
    sets.push(describe(group, file))
  }
  return sets
}

interface MeasuredClip extends Clip {
  seconds: number
}

async function withLengths(clips: readonly Clip[]): Promise<MeasuredClip[]> {
  return Promise.all(
    clips.map(async (clip) => {
      const show = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', clip.file]
      return { ...clip, seconds: Number((await run(FFPROBE, show)).stdout.trim()) }
    }),
  )
}

function groupsOf(clips: readonly MeasuredClip[]): MeasuredClip[][] {
  const groups: MeasuredClip[][] = []
  for (const clip of clips) {
    const group = groups.find(
      (each) => originOf(each[0]) === originOf(clip) && lengthOf([...each, clip]) <= MAX_SECONDS,
    )
    if (group) group.push(clip)
    else groups.push([clip])
  }
  return groups
}

/** Recordings of one origin are alike: the language, and what the name starts with. */
function originOf(clip: MeasuredClip | undefined): string {
  return `${clip?.language} ${clip?.name.split('-')[0]}`
}

function lengthOf(clips: readonly MeasuredClip[]): number {
  return clips.reduce((sum, { seconds }) => sum + seconds + PAUSE_SECONDS, 0)
}

async function join16kHz(clips: readonly MeasuredClip[], out: string): Promise<void> {
  const inputs = clips.flatMap(({ file }) => ['-i', file])
  const streams = clips.map(
    (_, index) =>
      `[${index}:a:0]aformat=sample_rates=16000:channel_layouts=mono,apad=pad_dur=${PAUSE_SECONDS}[a${index}]`,
  )
  const labels = clips.map((_, index) => `[a${index}]`).join('')
  const filter = `${streams.join(';')};${labels}concat=n=${clips.length}:v=0:a=1[out]`
  await run(FFMPEG, [
    '-v',
    'error',
    '-y',
    ...inputs,
    '-filter_complex',
    filter,
    '-map',
    '[out]',
    '-c:a',
    'pcm_s16le',
    out,
  ])
}

function describe(clips: readonly MeasuredClip[], file: string): ClipSet {
  const sentences: Sentence[] = []
  const translations: ClipSet['translations'] = {}
  const lines: ClipSet['lines'] = {}
  let before = 0
  for (const clip of clips) {
    for (const sentence of clip.sentences) {
      sentences.push({ ...sentence, start: before + sentence.start, end: before + sentence.end })
    }
    before += clip.seconds + PAUSE_SECONDS
  }
  const [first] = clips
  for (const to of Object.keys(first?.translations ?? {})) {
    const texts = clips.map(({ translations: own }) => own[to] ?? '')
    if (texts.every((text) => text !== '')) translations[to] = texts.join(' ')
    const split = texts.map((text) => text.split('\n').filter((line) => line.trim() !== ''))
    const isAligned = split.every((own, at) => own.length > 0 && own.length === clips[at]?.sentences.length)
    if (isAligned) lines[to] = split.flat()
  }
  const text = clips.map((clip) => clip.text.trim()).join(' ')
  return {
    name: originOf(first),
    language: first?.language ?? '',
    file,
    seconds: before,
    text,
    sentences,
    translations,
    lines,
  }
}
