import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resultTime } from 'video-translation-client/studio'
import { toAss } from '../src/lib/media/subtitles/ass.ts'
import { dub, ffmpeg, probe } from './support/media.ts'

const SCENES = [
  { start: 1.5, end: 3.5, factor: 1.12 },
  { start: 5.2, end: 6.8, factor: 1.04 },
]
/** A flash and a beep at each full second. */
const MOMENTS = [0, 1, 2, 3, 4, 5, 6, 7]
/** Nobody sees or hears a smaller difference. */
const IN_STEP_SECONDS = 0.04
const SUBTITLE = { start: 6, end: 6.5 }

let folder: string
let source: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slow-'))
  source = await makeSource()
})
afterAll(() => rm(folder, { recursive: true }))

async function makeSource(): Promise<string> {
  const [path, texts, chapters] = ['flashes.mkv', 'in.srt', 'chapters'].map((name) => join(folder, name))
  await writeFile(texts as string, '1\n00:00:06,000 --> 00:00:06,500\nSix\n')
  const chapter = (start: number, end: number, title: string) =>
    `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${start}\nEND=${end}\ntitle=${title}\n`
  const list = `;FFMETADATA1\n${chapter(0, 4000, 'One')}${chapter(4000, 8000, 'Two\\; the end')}`
  await writeFile(chapters as string, list)
  const picture =
    "color=black:size=64x64:rate=25:duration=8,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.03)'"
  const sound = "aevalsrc='if(lt(mod(t,1),0.03),0.5*sin(2*PI*1000*t),0)':s=48000:d=8"
  const inputs = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound, '-i', texts, '-i', chapters]
  const codecs = ['-c:v', 'libx264', '-bf', '2', '-c:a', 'pcm_s16le', '-c:s', 'srt']
  const maps = ['0', '1', '2'].flatMap((input) => ['-map', input])
  await ffmpeg(...(inputs as string[]), ...maps, '-map_chapters', '3', ...codecs, path as string)
  return path as string
}

/** When a value that ffmpeg's filters print rises above a limit, in seconds. */
async function rises(path: string, stream: string, filter: string, key: string, limit: number) {
  const print = `${filter},${stream.includes('v') ? 'metadata' : 'ametadata'}=print:key=${key}:file=-`
  const kind = stream.includes('v') ? '-vf' : '-af'
  const printed = await ffmpeg('-i', path, '-map', stream, kind, print, '-f', 'null', '-')
  const values = [...printed.matchAll(/pts_time:(\S+)\n\S+=(\S+)/g)].map(([, time, value]) => {
    return { time: Number(time), isAbove: Number(value) > limit }
  })
  return values.filter(({ isAbove }, at) => isAbove && !values[at - 1]?.isAbove).map(({ time }) => time)
}

const flashes = (path: string) => rises(path, '0:v:0', 'signalstats', 'lavfi.signalstats.YAVG', 128)
const beeps = (path: string, track: number) => {
  const filter = 'aformat=channel_layouts=mono:sample_rates=48000,asetnsamples=240,astats=metadata=1:reset=1'
  return rises(path, `0:a:${track}`, filter, 'lavfi.astats.Overall.RMS_level', -40)
}

/** @param firstFlash Matroska delays all streams by the samples that begin an AAC sound */
function expectInStep(times: readonly number[], firstFlash = 0): void {
  const wanted = MOMENTS.map((moment) => firstFlash + resultTime(moment, SCENES))
  expect(times).toHaveLength(wanted.length)
  const most = Math.max(...times.map((time, at) => Math.abs(time - (wanted[at] ?? NaN))))
  expect(most).toBeLessThan(IN_STEP_SECONDS)
}

test('picture, sound, subtitles and chapters of slowed scenes stay together', async () => {
  const { path, media } = await dub(source, join(folder, 'out'), 0, 0, { slowScenes: SCENES })

  const seen = await flashes(path)
  const [firstFlash = NaN] = seen
  expect(firstFlash).toBeLessThan(IN_STEP_SECONDS)
  expectInStep(seen, firstFlash)
  expectInStep(await beeps(path, 1), firstFlash)
  // The tones of the dub are louder than the original under them.
  const inMix = await beeps(path, 0)
  for (const moment of [6, 7].map((second) => firstFlash + resultTime(second, SCENES)))
    expect(inMix.some((time) => Math.abs(time - moment) < IN_STEP_SECONDS)).toBe(true)

  const { chapters, seconds } = await probe(path)
  expect(seconds).toBeCloseTo(resultTime(media.seconds, SCENES), 1)
  expect(chapters).toMatchObject([
    { start_time: '0.000000', end_time: '4.240000', tags: { title: 'One' } },
    { start_time: '4.240000', end_time: '8.304000', tags: { title: 'Two; the end' } },
  ])
  const own = join(folder, 'own.srt')
  await ffmpeg('-i', path, '-map', '0:s:2', own)
  const [{ start, end } = { start: 0, end: 0 }] = await timesOf(own)
  expect(start).toBeCloseTo(firstFlash + resultTime(SUBTITLE.start, SCENES), 2)
  expect(end).toBeCloseTo(firstFlash + resultTime(SUBTITLE.end, SCENES), 2)
})

async function timesOf(srt: string) {
  const text = await ffmpeg('-i', srt, '-f', 'webvtt', '-')
  return [...text.matchAll(/(\d+):([\d.]+) --> (\d+):([\d.]+)/g)].map(([, m1, s1, m2, s2]) => {
    return { start: Number(m1) * 60 + Number(s1), end: Number(m2) * 60 + Number(s2) }
  })
}

test('a picture with burnt-in subtitles is slowed before they are drawn', async () => {
  const ass = join(folder, 'none.ass')
  await writeFile(ass, toAss([], { languages: { text: 'es', original: 'en' } }))
  const options = { burnIn: { ass }, slowScenes: SCENES }
  const { path } = await dub(source, join(folder, 'burnt'), 0, 0, options)
  const seen = await flashes(path)
  expectInStep(seen, seen[0])
  expectInStep(await beeps(path, 1), seen[0])
})
